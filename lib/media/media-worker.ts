import { nodeEntry } from '../process/entry.ts';
import { WorkerHost } from '../process/worker-host.ts';
import type { ClipReading, ClipRequest } from './clip-analysis.ts';
import { MediaPoolClosedError, MediaWorkerCrashedError, MediaWorkerSilentError } from './errors.ts';

/** In ms. A worker that was cancelled and still works after this is killed. */
const CANCEL_LIMIT_MS = 500;

/**
 * In bytes. A worker that has grown beyond this is let go after its clip: FFmpeg gives memory of
 * large frames back to the allocator, but that seldom gives it back to the system.
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
   * Settles when the process is done with the clip, or gone.
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

  /** Ends the process. Its clip, if it is on one, is given up. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#host.kill();
  }
}
