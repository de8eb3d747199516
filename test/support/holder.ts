import { execa } from 'execa';
import type { Config } from '../../lib/config/schema.ts';
import { nodeEntry } from '../../lib/process/entry.ts';
import { waitFor } from './workspace.ts';

const { file, execArgv } = nodeEntry(import.meta.url, './hold-daemon');

/** Another run: a process of its own that holds the daemon of a configuration. */
export class Holder {
  readonly process;
  #lines: string[] = [];

  constructor(config: Config, cwd: string) {
    this.process = execa(process.execPath, [...execArgv, file, JSON.stringify(config)], {
      cwd,
      all: true,
      reject: false,
      buffer: false,
    });
    this.process.all.on('data', (chunk) => {
      this.#lines.push(...String(chunk).trim().split('\n'));
    });
  }

  /** The first line: the PID of the daemon it holds, or why it holds none. */
  async says(): Promise<string> {
    await waitFor(() => this.#lines.length > 0, 'the other run to say something');
    return this.#lines[0] ?? '';
  }

  /** Ends the run properly; answers what it said of the daemon. */
  async end(): Promise<string> {
    this.process.stdin.end();
    await this.process;
    return this.#lines.slice(1).join('\n');
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.process;
  }
}
