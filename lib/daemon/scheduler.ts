import { EventEmitter } from 'node:events';
import { basename } from 'node:path';
import { QueueFullError } from './errors.ts';
import { Semaphore } from './semaphore.ts';

type Entry = { file: string; since: number };

/** What `/status` tells of the clips that are in flight. */
export type QueueStatus = {
  is_busy: boolean;
  total_processed: number;
  queue_length: number;
  current_file?: string;
  processing_time_seconds?: number;
};

export type SchedulerOptions = {
  /** How many clips may be in flight at the same time, those that wait included. */
  limit: number;
  /** How many are read at the same time. */
  readers: number;
  /** How many the engine takes at the same time; asked each time, since it may learn while it loads. */
  engineSlots: () => number;
};

/** What is done with a clip in each of the two stages. */
export type Stages<Read, Result> = {
  read(): Promise<Read>;
  describe(read: Read): Promise<Result>;
};

/**
 * Takes clips through two stages, in the order in which they came: reading, then the engine. A clip
 * that was read keeps its place among the readers until the engine takes it, so that no more clips are
 * in memory than the two stages have places. Emits `idle` whenever the last clip has left.
 */
export class Scheduler extends EventEmitter<{ idle: [] }> {
  readonly #limit: number;
  readonly #readers: Semaphore;
  readonly #engine: Semaphore;
  readonly #entries = new Set<Entry>();
  #processed = 0;

  constructor({ limit, readers, engineSlots }: SchedulerOptions) {
    super();
    this.#limit = limit;
    this.#readers = new Semaphore(() => readers);
    this.#engine = new Semaphore(engineSlots);
  }

  /**
   * @param signal aborted when the clip is to give its place back
   * @throws QueueFullError when as many clips are in flight as may be
   */
  async run<Read, Result>(
    file: string,
    signal: AbortSignal,
    stages: Stages<Read, Result>,
  ): Promise<Result> {
    if (this.#entries.size >= this.#limit) {
      throw new QueueFullError(this.#limit);
    }
    const entry = { file, since: performance.now() };
    this.#entries.add(entry);
    try {
      const result = await this.#inTurn(signal, stages);
      this.#processed++;
      return result;
    } finally {
      this.#entries.delete(entry);
      if (this.#entries.size === 0) {
        this.emit('idle');
      }
    }
  }

  get isIdle(): boolean {
    return this.#entries.size === 0;
  }

  /** How many clips have been read and wait for the engine. */
  get waitingForEngine(): number {
    return this.#engine.waiting;
  }

  status(): QueueStatus {
    const [current] = this.#entries;
    return {
      is_busy: current !== undefined,
      total_processed: this.#processed,
      queue_length: this.#entries.size,
      ...(current && {
        current_file: basename(current.file),
        processing_time_seconds: Math.round(performance.now() - current.since) / 1000,
      }),
    };
  }

  async #inTurn<Read, Result>(
    signal: AbortSignal,
    { read, describe }: Stages<Read, Result>,
  ): Promise<Result> {
    const leaveReaders = await this.#readers.take(signal);
    let clip: Read;
    let leaveEngine: () => void;
    try {
      clip = await read();
      leaveEngine = await this.#engine.take(signal);
    } finally {
      leaveReaders();
    }
    try {
      return await describe(clip);
    } finally {
      leaveEngine();
    }
  }
}
