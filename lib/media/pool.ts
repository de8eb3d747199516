import { availableParallelism } from 'node:os';
import { type NodeEntry, nodeEntry } from '../process/entry.ts';
import type { ClipReading, ClipRequest } from './clip-analysis.ts';
import { MediaPoolClosedError, MediaWorkerCrashedError } from './errors.ts';
import { type ClipOrder, MediaWorker } from './media-worker.ts';

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
 * Worker processes that take clips: one for each clip that is worked on at the same time. They are started when they are needed and
 * then reused. One that has ended is replaced when the next clip needs it.
 */
export class WorkerPool<Order extends ClipOrder, Result> {
  readonly #entry: NodeEntry;
  readonly #silenceLimitMs: number;
  readonly #workers = new Set<MediaWorker<Order, Result>>();
  readonly #idle: MediaWorker<Order, Result>[] = [];
  #closed = false;

  /**
   * @param entry of a worker
   * @param silenceLimitMs a worker without a sign of life for this long is killed, and its clip fails
   */
  constructor(entry: NodeEntry, silenceLimitMs: number) {
    this.#entry = entry;
    this.#silenceLimitMs = silenceLimitMs;
  }

  /** PIDs of the workers that are running. */
  get pids(): number[] {
    return [...this.#workers].flatMap(({ usable, pid }) => (usable && pid) || []);
  }

  /**
   * Has a worker take a clip, and once more when it was killed from outside, which tells nothing of the clip.
   *
   * @throws what the worker throws, MediaWorkerCrashedError, MediaWorkerSilentError, MediaPoolClosedError, the
   *   signal's reason
   */
  async ask(order: Order, signal: AbortSignal): Promise<Result> {
    try {
      return await this.#askOnce(order, signal);
    } catch (error) {
      if (error instanceof MediaWorkerCrashedError && error.wasKilled) {
        return this.#askOnce(order, signal);
      }
      throw error;
    }
  }

  async #askOnce(order: Order, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    if (this.#closed) {
      throw new MediaPoolClosedError(order.file);
    }
    const worker = this.#take();
    try {
      return await worker.ask(order, signal);
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Ends all workers; clips that they are on are given up. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#workers].map((worker) => worker.end()));
    this.#workers.clear();
  }

  #take(): MediaWorker<Order, Result> {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (worker.usable) {
        return worker;
      }
      this.#workers.delete(worker);
    }
    const started = new MediaWorker<Order, Result>(this.#entry, this.#silenceLimitMs);
    this.#workers.add(started);
    return started;
  }

  #giveBack(worker: MediaWorker<Order, Result>): void {
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

/** Worker processes that read clips. */
export class MediaPool {
  readonly #pool: WorkerPool<ClipRequest, ClipReading>;
  #reading = 0;

  /** @param silenceLimitMs a worker without a sign of life for this long is killed, and its clip fails */
  constructor(silenceLimitMs: number) {
    this.#pool = new WorkerPool(nodeEntry(import.meta.url, './worker'), silenceLimitMs);
  }

  /** PIDs of the workers that are running. */
  get pids(): number[] {
    return this.#pool.pids;
  }

  /**
   * Reads a clip.
   *
   * @throws ClipMissingError, ClipUnreadableError, NoVideoError, SubtitlesUnreadableError,
   *   MediaWorkerCrashedError, MediaWorkerSilentError, MediaPoolClosedError, the signal's reason
   */
  async read(request: ClipRequest, signal: AbortSignal): Promise<ClipReading> {
    const threads = threadsBeside(this.#reading++);
    try {
      return await this.#pool.ask({ threads, ...request }, signal);
    } finally {
      this.#reading--;
    }
  }

  /** Ends all workers; clips that are being read are given up. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
