import { deepEqual } from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa, type Options } from 'execa';
import { stringify } from 'yaml';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { Health, Status } from '../../lib/protocol/messages.ts';
import { compiled } from './compiled-package.ts';
import { freePort } from './ports.ts';
import { processesIn } from './processes.ts';
import { inRepository } from './repository.ts';

const EXAMPLES = inRepository('examples/clips');
const SMALL_CLIP = inRepository('test/fixtures/small.mp4');

/** The gulpfile of someone who uses the ready-made tasks. */
const TASKS_GULPFILE = `
import { tasks } from 'LIBRARY';
export const { stage3, timeline, report, watch_report, start_daemon, stop_daemon, daemon_status } =
  tasks();
export default stage3;
`;

/** What a command printed, and how it ended; the exit code is the one that a shell gives. */
export type Outcome = { exitCode: number | undefined; output: string; seconds: number };

/**
 * A user's folder: clips, a config.yaml with a port of its own, a gulpfile that uses the compiled
 * package, and gulp.
 */
export class Workspace {
  readonly folder: string;
  readonly port: number;
  readonly config: ConfigInput;

  private constructor(folder: string, port: number, config: ConfigInput) {
    this.folder = folder;
    this.port = port;
    this.config = config;
  }

  static async make(config: ConfigInput = {}): Promise<Workspace> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'vlog-describe-')));
    const port = await freePort();
    const workspace = new Workspace(folder, port, {
      preview_folder: 'clips',
      daemon_port: port,
      daemon_pid_file: 'status/daemon.pid',
      daemon_signal_file: 'status/daemon_running.signal',
      daemon_log_file: 'logs/daemon.log',
      ...config,
    });
    mkdirSync(join(folder, 'clips'));
    symlinkSync(inRepository('node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'config.yaml'), stringify(workspace.config));
    workspace.gulpfile(TASKS_GULPFILE);
    return workspace;
  }

  /** Writes another gulpfile; `LIBRARY` in it stands for this package. */
  gulpfile(code: string, name = 'gulpfile.mjs'): void {
    writeFileSync(join(this.folder, name), code.replaceAll('LIBRARY', compiled('index')));
  }

  /** Puts a small clip there, for tests that do not mind which, with subtitles unless told otherwise. */
  addClip(stem: string, { subtitles = true } = {}): string {
    const clip = this.path('clips', `${stem}.mp4`);
    copyFileSync(SMALL_CLIP, clip);
    if (subtitles) {
      copyFileSync(
        join(EXAMPLES, 'harbour_morning_cleaned.srt'),
        this.path('clips', `${stem}_cleaned.srt`),
      );
    }
    return clip;
  }

  /** Puts one of the project's example clips there, with its subtitles unless told otherwise. */
  addExample(example: string, as = example, { subtitles = true } = {}): string {
    const clip = this.path('clips', `${as}.mp4`);
    copyFileSync(join(EXAMPLES, `${example}.mp4`), clip);
    if (subtitles) {
      copyFileSync(
        join(EXAMPLES, `${example}_cleaned.srt`),
        this.path('clips', `${as}_cleaned.srt`),
      );
    }
    return clip;
  }

  /** Puts a clip there that is none, with subtitles so that its turn comes. */
  addFile(name: string, contents: string | Uint8Array): string {
    const clip = this.path('clips', name);
    writeFileSync(clip, contents);
    writeFileSync(clip.replace(/\.mp4$/, '_cleaned.srt'), '');
    return clip;
  }

  write(file: string, contents: string): void {
    writeFileSync(this.path(file), contents);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  record(stem: string): unknown {
    return JSON.parse(readFileSync(this.path('clips', `${stem}.json`), 'utf8'));
  }

  /** What the daemon has printed. */
  log(): string {
    return readFileSync(this.path('logs/daemon.log'), 'utf8');
  }

  /** Runs gulp here as a user would, without a terminal. */
  gulp(...args: string[]): GulpRun {
    return new GulpRun(this.folder, args);
  }

  /** What the daemon's `/health` says. */
  async health(): Promise<Health> {
    return Health.parse(await this.#ask('/health'));
  }

  /** What the daemon's `/status` says. */
  async status(): Promise<Status> {
    return Status.parse(await this.#ask('/status'));
  }

  async #ask(path: string): Promise<unknown> {
    return (await fetch(`http://127.0.0.1:${this.port}${path}`)).json();
  }

  /** The same with more environment variables. */
  gulpWith(env: Record<string, string>, ...args: string[]): GulpRun {
    return new GulpRun(this.folder, args, env);
  }

  /** Waits until nobody listens on the daemon's port; a run that failed does not wait itself. */
  async portFree(): Promise<void> {
    await waitFor(async () => !(await isListening(this.port)), 'the daemon to end');
  }

  /** Waits until no process works here any more: no daemon, no decoder. */
  async quiet(withinMs = 15_000): Promise<void> {
    await waitFor(
      () => processesIn(this.folder).length === 0,
      `the processes ${processesIn(this.folder)} to end`,
      withinMs,
    );
  }

  /**
   * To be called after each test: nothing may be left, neither a process nor a PID or signal file.
   * What is left all the same does not outlive the failure.
   */
  async finish(): Promise<void> {
    try {
      await this.quiet();
      deepEqual(this.leftFiles(), []);
    } finally {
      this.tidy();
    }
  }

  /** Ends whatever a test has left, and removes the folder. */
  tidy(): void {
    for (const pid of processesIn(this.folder)) {
      process.kill(pid, 'SIGKILL');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The PID and signal files that are there. */
  leftFiles(): string[] {
    return existsSync(this.path('status')) ? readdirSync(this.path('status')) : [];
  }

  /** The PID in the PID file. */
  get pid(): number {
    return Number(readFileSync(this.path('status/daemon.pid'), 'utf8'));
  }

  /** Names in `clips` that end so. */
  clips(ending: string): string[] {
    return readdirSync(this.path('clips')).filter((name) => name.endsWith(ending));
  }

  /** Runs something while a program that is no daemon has the port. */
  async withStranger(run: () => Promise<void>): Promise<void> {
    const stranger = createHttpServer((_request, response) => response.end('<p>Hello</p>'));
    await new Promise<void>((resolve) => stranger.listen(this.port, '127.0.0.1', resolve));
    try {
      await run();
    } finally {
      stranger.closeAllConnections();
      await new Promise((resolve) => stranger.close(resolve));
    }
  }
}

export const GULP = inRepository('node_modules/gulp/bin/gulp.js');

/** A gulp process under way. */
export class GulpRun {
  readonly process;
  readonly ended: Promise<Outcome>;
  #output = '';

  constructor(cwd: string, args: string[], env: Record<string, string> = {}) {
    const started = performance.now();
    const options = {
      cwd,
      all: true,
      reject: false,
      stdin: 'ignore',
      env: { NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      timeout: 600_000,
    } satisfies Options;
    this.process = execa(process.execPath, [GULP, '--no-color', ...args], options);
    this.process.all.on('data', (chunk) => {
      this.#output += String(chunk);
    });
    this.ended = this.process.then(({ exitCode, signal, all }) => ({
      exitCode: signal === undefined ? exitCode : 128 + constants.signals[signal],
      output: all,
      seconds: (performance.now() - started) / 1000,
    }));
  }

  /** Calls back with what the pattern's group matched, each time it is printed. */
  onLine(pattern: RegExp, callback: (matched: string) => void): void {
    createInterface({ input: this.process.all }).on('line', (line) => {
      const matched = pattern.exec(line)?.[1];
      if (matched !== undefined) {
        callback(matched);
      }
    });
  }

  /** Waits until it has printed something. */
  async printed(pattern: RegExp): Promise<void> {
    await waitFor(() => pattern.test(this.#output), `gulp to print ${pattern}`);
  }
}

/** Looks again and again until something holds. */
export async function waitFor(
  holds: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 45_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited ${withinMs} ms in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether somebody accepts connections there. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
