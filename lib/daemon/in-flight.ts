import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import { QueueFullError } from './errors.ts';

type Entry = { file: string; since: number };

/** What `/status` tells of the clips in the daemon's hands. */
export type QueueStatus = {
  is_busy: boolean;
  total_processed: number;
  queue_length: number;
  current_file?: string;
  processing_time_seconds?: number;
};

/**
 * The clips in the daemon's hands: waiting, being read, being described. Emits `idle` whenever the
 * last one has left.
 */
export class InFlight extends EventEmitter<{ idle: [] }> {
  readonly #limit: number;
  readonly #entries = new Set<Entry>();
  #processed = 0;

  /** @param limit how many clips may be in the daemon's hands at the same time */
  constructor(limit: number) {
    super();
    this.#limit = limit;
  }

  /** @throws QueueFullError when the daemon has its hands full. */
  async run<Result>(file: string, job: () => Promise<Result>): Promise<Result> {
    if (this.#entries.size >= this.#limit) {
      throw new QueueFullError(this.#limit);
    }
    const entry = { file, since: performance.now() };
    this.#entries.add(entry);
    try {
      const result = await job();
      this.#processed++;
      return result;
    } finally {
      this.#entries.delete(entry);
      if (this.#entries.size === 0) {
        this.emit('idle');
      }
    }
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0;
  }

  status(): QueueStatus {
    const [current] = this.#entries;
    return {
      is_busy: current !== undefined,
      total_processed: this.#processed,
      queue_length: this.#entries.size,
      ...(current && {
        current_file: basename(current.file),
        processing_time_seconds: (performance.now() - current.since) / 1000,
      }),
    };
  }
}
