import type { Rational } from 'node-av/lib';

/**
 * In s, from one measured frame to the next. At 10 per s, hand shake (2 to 8 Hz) still shows and a
 * quick pan (a frame's width per s) moves by a tenth of the width.
 */
const STEP_SECONDS = 0.1;

/** In s: containers round times to 1 ms, and a frame that begins just too early is still the next one. */
const TOLERANCE_SECONDS = 0.002;

/**
 * The fixed moments at which a clip is measured: every 0.1 s, or a little more, so that there is the same
 * number of frames from one to the next. What is measured depends on the times of the frames alone, not on
 * how they were encoded or on which of them were decoded.
 */
export class MeasureTimes {
  readonly #step: number;

  /** @param frameRate mean, in frames per s; 0 when it is not known */
  constructor({ num, den }: Pick<Rational, 'num' | 'den'>) {
    const frameSeconds = num > 0 && den > 0 ? den / num : STEP_SECONDS;
    const frames = Math.max(1, Math.ceil((STEP_SECONDS - TOLERANCE_SECONDS) / frameSeconds));
    this.#step = Math.max(STEP_SECONDS, Math.min(2 * STEP_SECONDS, frames * frameSeconds));
  }

  /** Whether one of the moments lies within the time for which a frame is shown. */
  isDue(startSeconds: number, endSeconds: number): boolean {
    const [from, to] = [startSeconds, endSeconds].map((seconds) =>
      Math.ceil((seconds - TOLERANCE_SECONDS) / this.#step),
    );
    return from !== to;
  }
}
