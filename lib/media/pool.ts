import { availableParallelism } from 'node:os';
import type { ClipReading, ClipRequest } from './clip-analysis.ts';
import { MediaPoolClosedError, MediaWorkerCrashedError } from './errors.ts';
import { MediaWorker } from './media-worker.ts';

/** More than this would only wait for the disk, and each takes 100 MB. */
const MOST_WORKERS = 8;

/** As many workers as this machine has cores: when so many clips are read, each is decoded on one thread. */
export function usefulWorkers(): number {
  return Math.min(MOST_WORKERS, Math.max(1, availableParallelism()));
}

/** More of them keep so many large frames that memory is short before time is. */
const MOST_THREADS = 4;

/** How many threads may decode a clip while others are read: all cores are used, also by a single clip. */
function threadsBeside(others: number): number {
  return Math.max(1, Math.min(MOST_THREADS, Math.floor(availableParallelism() / (others + 1))));
}

/**
 * Worker processes that read clips: one for each clip that is read at the same time. They are started
 * when they are needed and then reused. One that has ended is replaced when the next clip needs it.
 */
export class MediaPool {
  readonly #silenceLimitMs: number;
  readonly #workers = new Set<MediaWorker>();
  readonly #idle: MediaWorker[] = [];
  #reading = 0;
  #closed = false;

  /** @param silenceLimitMs a worker without a sign of life for this long is killed, and its clip fails */
  constructor(silenceLimitMs: number) {
    this.#silenceLimitMs = silenceLimitMs;
  }

  /** PIDs of the workers that are running. */
  get pids(): number[] {
    return [...this.#workers].flatMap(({ usable, pid }) => (usable && pid) || []);
  }

  /**
   * Reads a clip, and once more when its worker was killed from outside, which tells nothing of the clip.
   *
   * @throws ClipMissingError, ClipUnreadableError, NoVideoError, SubtitlesUnreadableError,
   *   MediaWorkerCrashedError, MediaWorkerSilentError, MediaPoolClosedError, the signal's reason
   */
  async read(request: ClipRequest, signal: AbortSignal): Promise<ClipReading> {
    try {
      return await this.#readOnce(request, signal);
    } catch (error) {
      if (error instanceof MediaWorkerCrashedError && error.wasKilled) {
        return this.#readOnce(request, signal);
      }
      throw error;
    }
  }

  async #readOnce(request: ClipRequest, signal: AbortSignal): Promise<ClipReading> {
    signal.throwIfAborted();
    if (this.#closed) {
      throw new MediaPoolClosedError(request.file);
    }
    const worker = this.#take();
    const threads = threadsBeside(this.#reading++);
    try {
      return await worker.read({ threads, ...request }, signal);
    } finally {
      this.#reading--;
      this.#giveBack(worker);
    }
  }

  /** Ends all workers; clips that are being read are given up. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#workers].map((worker) => worker.end()));
    this.#workers.clear();
  }

  #take(): MediaWorker {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (worker.usable) {
        return worker;
      }
      this.#workers.delete(worker);
    }
    const started = new MediaWorker(this.#silenceLimitMs);
    this.#workers.add(started);
    return started;
  }

  #giveBack(worker: MediaWorker): void {
    if (this.#closed) {
      return;
    }
    if (worker.usable) {
      this.#idle.push(worker);
    } else {
      this.#workers.delete(worker);
      void worker.end();
    }
  }
}
