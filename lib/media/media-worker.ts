import { nodeEntry } from '../process/entry.ts';
import { WorkerHost } from '../process/worker-host.ts';
import type { ClipReading, ClipRequest } from './clip-analysis.ts';
import { MediaPoolClosedError, MediaWorkerCrashedError, MediaWorkerSilentError } from './errors.ts';

/** In ms. A worker that has not stopped this long after it was cancelled is killed. */
const CANCEL_LIMIT_MS = 500;

/**
 * In bytes. A worker that uses more than this is replaced after its clip: FFmpeg returns the memory of
 * large frames to the allocator, which seldom returns it to the system.
 */
const RETIRE_RSS_BYTES = 220e6;

/** One worker process that reads clips, seen from the process that owns it. */
export class MediaWorker {
  readonly #host: WorkerHost<ClipRequest, ClipReading>;
  #ending = false;

  constructor(silenceLimitMs: number) {
    this.#host = new WorkerHost({
      entry: nodeEntry(import.meta.url, './worker'),
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
   * Settles when the worker has read the clip, or has ended.
   *
   * @throws what readClip() throws, MediaWorkerCrashedError, MediaWorkerSilentError,
   *   MediaPoolClosedError, the signal's reason
   */
  read(request: ClipRequest, signal: AbortSignal): Promise<ClipReading> {
    const { file } = request;
    const failures = {
      ended: (how: string) =>
        this.#ending ? new MediaPoolClosedError(file) : new MediaWorkerCrashedError(file, how),
      silent: (seconds: number) => new MediaWorkerSilentError(file, seconds),
    };
    return this.#host.ask(request, failures, signal);
  }

  /** Kills the worker, and with it the clip it is reading. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#host.kill();
  }
}
