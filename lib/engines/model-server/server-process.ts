import { type ChildProcess, fork } from 'node:child_process';
import { messageOf } from '../../errors.ts';
import { nodeEntry } from '../../process/entry.ts';
import type { Order, Report } from './messages.ts';

/** A model server that was started for this daemon, and its keeper. */
export class ServerProcess {
  /** Settles when it has ended, with how and with what it said last. */
  readonly ended: Promise<string>;
  readonly #keeper: ChildProcess;
  readonly #exited: Promise<void>;

  /** @param onLine called with some of the lines that the server prints */
  constructor(order: Order, onLine: (line: string) => void) {
    const { file, execArgv } = nodeEntry(import.meta.url, './keeper');
    this.#keeper = fork(file, {
      execArgv,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // What ends the daemon's group must leave somebody to end the server.
      detached: true,
    });
    this.ended = new Promise((resolve) => {
      this.#keeper.on('message', (report: Report) => {
        if (report.kind === 'said') {
          onLine(report.line);
        } else {
          resolve(story(report.how, report.lastLines));
          this.#disconnect();
        }
      });
      this.#keeper.once('exit', (code, signal) =>
        resolve(`its keeper ended: ${signal ?? `exit code ${code}`}`),
      );
      this.#keeper.on('error', (error) => resolve(messageOf(error)));
    });
    this.#exited = new Promise((resolve) => {
      this.#keeper.once('exit', () => resolve());
      this.#keeper.once('error', () => this.#keeper.pid === undefined && resolve());
    });
    this.#keeper.send(order);
  }

  /** Ends the server, with force if need be, and waits until it is gone. */
  async end(): Promise<void> {
    this.#disconnect();
    await this.#exited;
  }

  #disconnect(): void {
    if (this.#keeper.connected) {
      this.#keeper.disconnect();
    }
  }
}

function story(how: string, lastLines: readonly string[]): string {
  return lastLines.length === 0 ? how : `${how}; it said last: ${lastLines.join(' | ')}`;
}
