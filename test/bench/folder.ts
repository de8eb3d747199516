import {
  copyFileSync,
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { resolveConfig } from '../../lib/config/load.ts';
import type { Config } from '../../lib/config/schema.ts';
import { inside } from '../support/running-daemon.ts';
import { isListening, Workspace, waitFor } from '../support/workspace.ts';

const EXAMPLE = 'harbour_morning';
const LINKS = 10_000;

/** A folder of clips that are all the same, and a real record of one of them. */
export class BenchFolder {
  readonly workspace: Workspace;
  readonly record: string;

  private constructor(workspace: Workspace, record: string) {
    this.workspace = workspace;
    this.record = record;
  }

  /** @param clips how many; they are links to one file, so that each has the same fingerprint */
  static async make(clips: number): Promise<BenchFolder> {
    const workspace = await Workspace.make();
    workspace.addExample(EXAMPLE, 'clip 0');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    if (exitCode !== 0) {
      throw new Error(output);
    }
    const folder = new BenchFolder(
      workspace,
      readFileSync(workspace.path('clips/clip 0.json'), 'utf8'),
    );
    folder.forget(1);
    for (let clip = 1; clip < clips; clip++) {
      for (const ending of ['.mp4', '_cleaned.srt']) {
        folder.#link(clip, ending);
      }
    }
    return folder;
  }

  /** A file may have 65,000 names on ext4; then there is a second one, with the same times. */
  #link(clip: number, ending: string): void {
    const original = this.path(clip - (clip % LINKS), ending);
    if (clip % LINKS !== 0) {
      linkSync(original, this.path(clip, ending));
      return;
    }
    const { atime, mtime } = statSync(this.path(0, ending));
    copyFileSync(this.path(0, ending), original);
    utimesSync(original, atime, mtime);
  }

  /** Gives each clip the record, as if it had been described. */
  finish(clips: number): void {
    for (let clip = 0; clip < clips; clip++) {
      writeFileSync(this.path(clip, '.json'), this.record);
    }
  }

  path(clip: number, ending: string): string {
    return this.workspace.path('clips', `clip ${clip}${ending}`);
  }

  /** Removes the records of the first so many clips. */
  forget(clips: number): void {
    for (let clip = 0; clip < clips; clip++) {
      rmSync(this.path(clip, '.json'), { force: true });
    }
  }

  /** Runs one of the daemons beside this file, which stays until `run` is over. */
  async withDaemon<Result>(
    script: 'instant-daemon.cjs' | 'delay-daemon.cjs',
    args: string[],
    run: () => Promise<Result>,
  ): Promise<Result> {
    const { workspace } = this;
    const config = await inside(
      workspace,
      async (): Promise<Config> => resolveConfig(workspace.config),
    );
    const file = fileURLToPath(new URL(`./${script}`, import.meta.url));
    const daemon = execa(process.execPath, [file, JSON.stringify(config), ...args], {
      cwd: workspace.folder,
      reject: false,
    });
    try {
      await waitFor(() => isListening(workspace.port), 'the daemon to listen');
      return await run();
    } finally {
      daemon.kill('SIGTERM');
      await daemon;
    }
  }

  /** Wall time of `gulp stage3`, in ms, and the time in which it described. */
  async stage3(...args: string[]): Promise<number> {
    const { exitCode, output, seconds } = await this.workspace.gulp('stage3', ...args).ended;
    if (exitCode !== 0) {
      throw new Error(output.slice(-2000));
    }
    return seconds * 1000;
  }
}
