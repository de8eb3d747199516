import { messageOf } from '../errors.ts';
import type { Log } from '../util/log.ts';
import { abortable } from './abortable.ts';
import { ModelKeepsEndingError } from './errors.ts';

/** A process that an engine depends on. */
export type Running = {
  /** Settles when it has ended, with how. */
  ended: Promise<string>;
  end(): Promise<void>;
};

/** After this many ends in a row, without success between, it is not started again. */
const MAX_ENDS = 3;

/** A process that is started again when it ends, until it is closed or keeps ending. */
export class Supervisor<Process extends Running> {
  readonly #name: string;
  readonly #start: (signal: AbortSignal) => Promise<Process>;
  readonly #log: Log;
  readonly #closing = new AbortController();
  #process: Promise<Process> | undefined;
  /** The one whose end is noticed. */
  #current: Process | undefined;
  #endsInARow = 0;

  /** @param start must leave nothing behind when it throws */
  constructor(name: string, start: (signal: AbortSignal) => Promise<Process>, log: Log) {
    this.#name = name;
    this.#start = start;
    this.#log = log;
  }

  /**
   * The first start.
   * @throws what `start` throws
   */
  async start(signal: AbortSignal): Promise<Process> {
    const process = this.#start(AbortSignal.any([signal, this.#closing.signal]));
    // The caller reports a failure.
    this.#watch(process, () => {});
    return process;
  }

  /**
   * The process, once it runs again.
   * @throws ModelKeepsEndingError
   */
  async get(signal: AbortSignal): Promise<Process> {
    signal.throwIfAborted();
    if (this.#process === undefined) {
      throw new Error(`${this.#name} was not started`);
    }
    return abortable(this.#process, signal);
  }

  /**
   * Ends a process that cannot go on, and starts it again, if that has not been done. This end does not count. get()
   * waits for the new one.
   */
  restart(process: Process): void {
    if (process === this.#current && !this.#closing.signal.aborted) {
      this.#current = undefined;
      this.#watch(process.end().then(() => this.#start(this.#closing.signal)));
    }
  }

  /** To be called after a success: earlier ends no longer count. */
  resetEnds(): void {
    this.#endsInARow = 0;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const process = await this.#process?.catch(() => undefined);
    await process?.end();
  }

  #watch(
    starting: Promise<Process>,
    onFailure = (error: unknown) => this.#restartOrFail(messageOf(error)),
  ): void {
    this.#process = starting;
    starting.then(async (process) => {
      this.#current = process;
      const how = await process.ended;
      if (process === this.#current) {
        this.#current = undefined;
        this.#restartOrFail(how);
      }
    }, onFailure);
  }

  #restartOrFail(how: string): void {
    if (this.#closing.signal.aborted) {
      return;
    }
    this.#endsInARow++;
    if (this.#endsInARow >= MAX_ENDS) {
      const failure = new ModelKeepsEndingError(this.#name, this.#endsInARow, how);
      this.#log(failure.message);
      this.#process = Promise.reject(failure);
      this.#process.catch(() => {});
      return;
    }
    this.#log(`${this.#name} ended (${how}); starting it again`);
    this.#watch(this.#start(this.#closing.signal));
  }
}
