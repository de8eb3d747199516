import type { ClipView, DescribeOptions, Engine, LoadProgress, Words } from '../engines/engine.ts';
import type { EngineFigures } from '../protocol/messages.ts';
import { Semaphore } from './semaphore.ts';

/** Gives the engine no more clips at a time than it can work on, and counts what it does. */
export class EngineQueue {
  readonly engine: Engine;
  readonly #slots: Semaphore;
  #loadSeconds: number | undefined;
  #waiting = 0;
  #done = 0;
  #failed = 0;
  #seconds = 0;
  #tokensIn = 0;
  #tokensOut = 0;

  constructor(engine: Engine) {
    this.engine = engine;
    this.#slots = new Semaphore(() => engine.slots);
  }

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    const started = performance.now();
    await this.engine.load(onProgress, signal);
    this.#loadSeconds = secondsSince(started);
  }

  /** @param spend counts the time from when it is the clip's turn */
  async describe(
    clip: ClipView,
    options: DescribeOptions,
    spend: (work: () => Promise<Words>) => Promise<Words>,
  ): Promise<Words> {
    let waits = true;
    this.#waiting++;
    try {
      return await this.#slots.run(() => {
        waits = false;
        this.#waiting--;
        return spend(() => this.#describe(clip, options));
      }, options.signal);
    } finally {
      // Its time was up, or its client had gone, before it was its turn.
      if (waits) {
        this.#waiting--;
      }
    }
  }

  figures(): EngineFigures {
    return {
      name: this.engine.name,
      ...(this.#loadSeconds !== undefined && { model_load_seconds: this.#loadSeconds }),
      clips_done: this.#done,
      clips_failed: this.#failed,
      ...(this.#done > 0 && { seconds_per_clip: this.#seconds / this.#done }),
      tokens_in: this.#tokensIn,
      tokens_out: this.#tokensOut,
      queue_length: this.#waiting,
    };
  }

  async #describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
    const started = performance.now();
    try {
      const words = await this.engine.describe(clip, options);
      this.#done++;
      this.#seconds += secondsSince(started);
      this.#tokensIn += words.tokens?.in ?? 0;
      this.#tokensOut += words.tokens?.out ?? 0;
      return words;
    } catch (error) {
      this.#failed++;
      throw error;
    }
  }
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
