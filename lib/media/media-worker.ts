import type { NodeEntry } from '../process/entry.ts';
import { WorkerHost } from '../process/worker-host.ts';
import { MediaPoolClosedError, MediaWorkerCrashedError, MediaWorkerSilentError } from './errors.ts';

/** In ms. A worker that has not stopped this long after it was cancelled is killed. */
const CANCEL_LIMIT_MS = 500;

/**
 * In bytes. A worker that uses more than this is replaced after its clip: FFmpeg returns the memory of
 * large frames to the allocator, which seldom returns it to the system.
 */
const RETIRE_RSS_BYTES = 220e6;

/** What a media worker is told to do with a clip; `file` is its absolute path. */
export type ClipOrder = { file: string };

/** One worker process that takes clips, seen from the process that owns it. */
export class MediaWorker<Order extends ClipOrder, Result> {
  readonly #host: WorkerHost<Order, Result>;
  #ending = false;

  constructor(entry: NodeEntry, silenceLimitMs: number) {
    this.#host = new WorkerHost({
      entry,
      prints: false,
      cancelLimitMs: CANCEL_LIMIT_MS,
      silenceLimitMs,
      retireRssBytes: RETIRE_RSS_BYTES,
    });
  }

  get pid(): number | undefined {
    return this.#host.pid;
  }

  /** False once the process has ended or should take no further clip. */
  get usable(): boolean {
    return this.#host.usable;
  }

  /**
   * Settles when the worker is done with the clip, or has ended.
   *
   * @throws what the worker throws, MediaWorkerCrashedError, MediaWorkerSilentError, MediaPoolClosedError, the signal's
   *   reason
   */
  ask(order: Order, signal: AbortSignal): Promise<Result> {
    const { file } = order;
    const failures = {
      ended: (how: string) =>
        this.#ending ? new MediaPoolClosedError(file) : new MediaWorkerCrashedError(file, how),
      silent: (seconds: number) => new MediaWorkerSilentError(file, seconds),
    };
    return this.#host.ask(order, failures, signal);
  }

  /** Kills the worker, and with it the clip it is on. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#host.kill();
  }
}
