import type { Range } from '../description.ts';
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
  readonly #ranges: Range[] = [];
  #since: number | undefined;
  #end = 0;

  /** Frames come in the order of time; their time is in s. */
  hear(samples: Samples, startSeconds: number, endSeconds: number, sampleRate: number): void {
    this.#since ??= startSeconds;
    this.#end = endSeconds;
    const first = samples.firstOver(LOUD);
    const last = first === undefined ? undefined : samples.lastOver(LOUD);
    if (first !== undefined && last !== undefined) {
      this.#endsAt(startSeconds + first / sampleRate);
      this.#since = startSeconds + (last + 1) / sampleRate;
    }
  }

  /** Whether it has been silent for long enough to say so. */
  get isNow(): boolean {
    return this.#since !== undefined && this.#end - this.#since >= SHORTEST_SILENCE_SECONDS;
  }

  /** Up to what was heard last, in s. */
  ranges(): readonly Range[] {
    this.#endsAt(this.#end);
    return this.#ranges;
  }

  #endsAt(seconds: number): void {
    if (this.#since !== undefined && seconds - this.#since >= SHORTEST_SILENCE_SECONDS) {
      this.#ranges.push({ start_seconds: this.#since, end_seconds: seconds });
    }
    this.#since = undefined;
  }
}
