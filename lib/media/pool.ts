import { availableParallelism } from 'node:os';
import type { AnalysisRequest, ClipAnalysis } from './clip-analysis.ts';
import { MediaPoolClosedError } from './errors.ts';
import { MediaWorker } from './media-worker.ts';

/** More decoders than this wait for the disk and take 100 MB each. */
const MOST_WORKERS = 8;

/** How many workers keep the cores of this machine busy; each decodes on one thread. */
export function usefulWorkers(): number {
  return Math.min(MOST_WORKERS, Math.max(1, availableParallelism()));
}

export type MediaPoolOptions = {
  /** Most worker processes at a time. */
  size: number;
  /** A worker that reports no progress for this long, in ms, is ended and its clip fails. */
  silenceLimitMs: number;
};

/** Someone who waits for a worker. */
type Turn = { file: string; give: (worker: MediaWorker) => void; refuse: (error: Error) => void };

/**
 * Warm worker processes that analyze clips. They are started when there is work for them, and kept.
 * A worker that ends is replaced when the next clip needs one.
 */
export class MediaPool {
  readonly #options: MediaPoolOptions;
  readonly #workers = new Set<MediaWorker>();
  readonly #idle: MediaWorker[] = [];
  #waiting: Turn[] = [];
  #closed = false;

  constructor(options: MediaPoolOptions) {
    this.#options = options;
  }

  /** The worker processes that run now. */
  get pids(): number[] {
    return [...this.#workers].flatMap(({ usable, pid }) => (usable && pid) || []);
  }

  /**
   * Analyzes a clip; when all workers are busy, after the clips that were asked for earlier.
   * @param onBegin called when a worker begins with it
   * @throws ClipMissingError, ClipUnreadableError, NoVideoError, MediaWorkerCrashedError,
   *   MediaWorkerSilentError, MediaPoolClosedError, the signal's reason
   */
  async analyze(
    request: AnalysisRequest,
    signal: AbortSignal,
    onBegin?: () => void,
  ): Promise<ClipAnalysis> {
    const worker = await this.#take(request.file, signal);
    try {
      onBegin?.();
      return await worker.analyze(request, signal);
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Ends all workers; clips that wait or are being read are given up. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { file, refuse } of this.#waiting.splice(0)) {
      refuse(new MediaPoolClosedError(file));
    }
    await Promise.all([...this.#workers].map((worker) => worker.end()));
    this.#workers.clear();
  }

  async #take(file: string, signal: AbortSignal): Promise<MediaWorker> {
    signal.throwIfAborted();
    if (this.#closed) {
      throw new MediaPoolClosedError(file);
    }
    return this.#free() ?? this.#wait(file, signal);
  }

  #free(): MediaWorker | undefined {
    for (let worker = this.#idle.pop(); worker; worker = this.#idle.pop()) {
      if (worker.usable) {
        return worker;
      }
      this.#workers.delete(worker);
    }
    return this.#workers.size < this.#options.size ? this.#start() : undefined;
  }

  #start(): MediaWorker {
    const worker = new MediaWorker(this.#options.silenceLimitMs);
    this.#workers.add(worker);
    return worker;
  }

  #wait(file: string, signal: AbortSignal): Promise<MediaWorker> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== turn);
        reject(signal.reason);
      };
      const turn: Turn = {
        file,
        give: (worker) => {
          signal.removeEventListener('abort', leave);
          resolve(worker);
        },
        refuse: (error) => {
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal.addEventListener('abort', leave);
      this.#waiting.push(turn);
    });
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
    if (this.#waiting.length > 0) {
      const next = this.#free();
      if (next) {
        this.#waiting.shift()?.give(next);
      }
    }
  }
}
