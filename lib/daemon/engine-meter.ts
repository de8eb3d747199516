import type { ClipView, DescribeOptions, Engine, LoadProgress, Words } from '../engines/engine.ts';
import type { EngineFigures } from '../protocol/messages.ts';

/** Counts what an engine does. */
export class EngineMeter {
  readonly engine: Engine;
  #loadSeconds: number | undefined;
  #done = 0;
  #failed = 0;
  #seconds = 0;
  #tokensIn = 0;
  #tokensOut = 0;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    const started = performance.now();
    await this.engine.load(onProgress, signal);
    this.#loadSeconds = secondsSince(started);
  }

  async describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
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

  figures(): Omit<EngineFigures, 'queue_length'> {
    const { room } = this.engine;
    return {
      name: this.engine.name,
      ...(this.#loadSeconds !== undefined && { model_load_seconds: toMs(this.#loadSeconds) }),
      clips_done: this.#done,
      clips_failed: this.#failed,
      ...(this.#done > 0 && { seconds_per_clip: toMs(this.#seconds / this.#done) }),
      tokens_in: this.#tokensIn,
      tokens_out: this.#tokensOut,
      ...(room !== undefined && room.length > 0 && { servers: [...room] }),
    };
  }
}

/** Rounded, in s. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}
