import { type ChildProcess, fork } from 'node:child_process';
import { messageOf, VlogDescribeError } from '../errors.ts';
import type { NodeEntry } from './entry.ts';
import { LineReader } from './lines.ts';
import { Watchdog } from './watchdog.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/** In ms. On a busy machine a process takes seconds to load its code; until then, silence does not mean a hang. */
const START_LIMIT_MS = 60_000;

export type WorkerHostOptions<Progress> = {
  entry: NodeEntry;
  /** Whether what the worker prints goes where this process prints, or which of its lines. */
  prints: boolean | ((line: string) => boolean);
  /** Whether its errors are not shown either; by default they are. */
  isSilent?: boolean;
  /** Leads a process group of its own, so that what ends ours leaves it alive. */
  detached?: boolean;
  /** In ms. A worker whose order was cancelled and that still works after this is killed. */
  cancelLimitMs?: number;
  /** In ms. A worker that is on an order and tells nothing for this long is killed. */
  silenceLimitMs?: number;
  /** In bytes of resident memory. A worker that has more after an order takes no further one. */
  retireRssBytes?: number;
  onProgress?: (progress: Progress) => void;
};

/** What is thrown when the worker does not answer. */
export type WorkerFailures = {
  ended(how: string): Error;
  silent?(seconds: number): Error;
};

type Job<Result> = {
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
  failures: WorkerFailures;
};

/** One worker process, seen from the process that owns it: see `serve()`. */
export class WorkerHost<Order, Result, Progress = never> {
  /** Settles when it has ended, with how. */
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #options: WorkerHostOptions<Progress>;
  #job: Job<Result> | undefined;
  readonly #watchdog: Watchdog | undefined;
  #hasStarted = false;
  #hasEnded = false;
  #retired = false;
  /** Settles when the last order is done with. */
  #free: Promise<unknown> = Promise.resolve();

  constructor(options: WorkerHostOptions<Progress>) {
    this.#options = options;
    const { entry, prints, isSilent = false, detached = false, silenceLimitMs } = options;
    if (silenceLimitMs !== undefined) {
      this.#watchdog = new Watchdog(silenceLimitMs, () => this.#endSilent(silenceLimitMs));
    }
    const isFiltered = typeof prints === 'function';
    const output = isFiltered ? 'pipe' : prints ? 'inherit' : 'ignore';
    this.#child = fork(entry.file, {
      execArgv: entry.execArgv,
      serialization: 'advanced',
      stdio: ['ignore', output, isFiltered ? 'pipe' : isSilent ? 'ignore' : 'inherit', 'ipc'],
      detached,
    });
    if (isFiltered) {
      printLines(this.#child, prints);
    }
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#hasEnded = true;
        const job = this.#takeJob();
        job?.reject(job.failures.ended(how));
        resolve(how);
      };
      this.#child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) {
          end(`it could not be started: ${messageOf(error)}`);
        } else {
          // A message could not be sent: the process is on its way out, or must be.
          void this.kill();
        }
      });
    });
    this.#child.on('message', (message: FromWorker<Result, Progress>) => this.#receive(message));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** False once the process has ended or should take no further order. */
  get usable(): boolean {
    return !this.#hasEnded && !this.#retired;
  }

  /**
   * Has the worker carry out an order, after those it was given before. Settles when the worker is done
   * with it, or gone.
   *
   * @throws what the worker throws, one of `failures`, the signal's reason
   */
  ask(order: Order, failures: WorkerFailures, signal?: AbortSignal): Promise<Result> {
    const answer = this.#free.then(() => this.#ask(order, failures, signal));
    this.#free = answer.catch(() => {});
    return answer;
  }

  /** Ends the process at once: for workers with nothing to save. */
  async kill(): Promise<void> {
    this.#retired = true;
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Closes the channel, and waits until the worker has ended itself. */
  async disconnect(): Promise<void> {
    this.#retired = true;
    if (this.#child.connected) {
      this.#child.disconnect();
    }
    await this.ended;
  }

  async #ask(order: Order, failures: WorkerFailures, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    if (this.#hasEnded) {
      throw failures.ended(await this.ended);
    }
    const { cancelLimitMs } = this.#options;
    let overdue: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#send({ kind: 'cancel' });
      overdue = setTimeout(() => void this.kill(), cancelLimitMs);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#job = { resolve, reject, failures };
        this.#watchSilence();
        this.#send({ kind: 'order', order });
      });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    } finally {
      signal?.removeEventListener('abort', cancel);
      clearTimeout(overdue);
    }
  }

  #send(message: ToWorker<Order>): void {
    if (this.#child.connected) {
      this.#child.send(message);
    }
  }

  #receive(message: FromWorker<Result, Progress>): void {
    this.#hasStarted = true;
    if (message.kind === 'alive' || message.kind === 'progress') {
      this.#watchSilence();
      if (message.kind === 'progress') {
        this.#options.onProgress?.(message.progress);
      }
      return;
    }
    const { retireRssBytes = Number.POSITIVE_INFINITY } = this.#options;
    this.#retired ||= message.rssBytes > retireRssBytes;
    const job = this.#takeJob();
    if (message.kind === 'done') {
      job?.resolve(message.result);
    } else {
      job?.reject(VlogDescribeError.fromJSON(message.error));
    }
  }

  /** Gives the worker its full time again. */
  #watchSilence(): void {
    if (this.#job !== undefined) {
      this.#watchdog?.heard(this.#hasStarted ? undefined : START_LIMIT_MS);
    }
  }

  #endSilent(limitMs: number): void {
    const job = this.#takeJob();
    const { silent, ended } = job?.failures ?? {};
    job?.reject(silent?.(limitMs / 1000) ?? ended?.('it was silent'));
    void this.kill();
  }

  #takeJob(): Job<Result> | undefined {
    this.#watchdog?.stop();
    const job = this.#job;
    this.#job = undefined;
    return job;
  }
}

/** Prints some of the lines that a process prints, where this process prints. */
function printLines({ stdout, stderr }: ChildProcess, isWanted: (line: string) => boolean): void {
  for (const [from, to] of [
    [stdout, process.stdout],
    [stderr, process.stderr],
  ] as const) {
    const lines = new LineReader((line, isWhole) => {
      if (isWhole && isWanted(line)) {
        to.write(`${line}\n`);
      }
    });
    from?.on('data', (chunk: Buffer) => lines.write(chunk)).on('end', () => lines.end());
  }
}
