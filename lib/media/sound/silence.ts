import { Ranges } from '../../measure/ranges.ts';
import type { Range } from '../../record/schema.ts';
import type { Samples } from './samples.ts';

/**
 * Silence is what stays below -50 dBFS on all channels for half a second. Rooms that people call
 * quiet are at -60 to -50 in a camera's recording.
 */
const LOUD = 10 ** (-50 / 20);
const SHORTEST_SILENCE_SECONDS = 0.5;

/**
 * Finds silence as FFmpeg's silencedetect defines it, exact to the sample. That filter looks at all
 * samples, which takes longer than to decode them; this goes on at the first one that is loud.
 */
export class Silence {
  readonly #ranges = new Ranges(SHORTEST_SILENCE_SECONDS);
  #end = 0;

  /** Frames come in the order of time; their time is in s. */
  add(samples: Samples, startSeconds: number, endSeconds: number, sampleRate: number): void {
    this.#ranges.mark(startSeconds, true);
    this.#end = endSeconds;
    const loud = samples.over(LOUD);
    if (loud) {
      this.#ranges.mark(startSeconds + loud.first / sampleRate, false);
      this.#ranges.mark(startSeconds + (loud.last + 1) / sampleRate, true);
    }
  }

  /** Whether it has been silent for long enough to say so. */
  get isNow(): boolean {
    return this.#ranges.hasHeldUntil(this.#end);
  }

  /** Up to the end of the last frame. */
  ranges(): readonly Range[] {
    return this.#ranges.until(this.#end);
  }
}
