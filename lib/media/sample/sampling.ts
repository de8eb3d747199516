import { uniformRate } from '../../derive/uniform-rate.ts';

/**
 * How far beyond its claimed end a clip may run before the plan is given up, as a fraction:
 * containers are often wrong by a frame, and that must not cost half the samples.
 */
const CLAIM_TOLERANCE = 0.1;

/** In s: times are sums of fractions, and a frame that ends just when a sample is due does not show it. */
const ROUNDING_SECONDS = 1e-6;

/** Samples that are taken besides the plan in case that the clip is shorter than it claims. */
const RESERVE = 8;

export type SamplingPlan = {
  /** Sampled frames per second, before it is lowered for long clips. */
  fps: number;
  maxFrames: number;
  /** What the container says; 0 when it says nothing. */
  claimedSeconds: number;
};

/**
 * Samples frames while a clip is decoded: at 0, and then at even steps, the frame that is shown at
 * that moment. The steps follow from the length that the container claims. When that turns out
 * wrong the set is still even and within its limit: too long, and every other sample is dropped
 * while the step doubles; too short, and the reserve steps in.
 */
export class Sampling<Sample> {
  readonly #planned: EvenSet<Sample>;
  readonly #reserve: EvenSet<Sample> | undefined;

  constructor({ fps, maxFrames, claimedSeconds }: SamplingPlan) {
    const step = Math.max(1 / uniformRate(fps, claimedSeconds), claimedSeconds / maxFrames);
    const tolerated = claimedSeconds > 0 ? claimedSeconds * (1 + CLAIM_TOLERANCE) + step : 0;
    this.#planned = new EvenSet(step, maxFrames, tolerated);
    this.#reserve =
      step > 1 / fps ? new EvenSet(1 / fps, Math.min(maxFrames, RESERVE), 0) : undefined;
  }

  /** `make` is called at most once, and only for a frame that is kept. */
  offer(startSeconds: number, endSeconds: number, make: () => Sample): void {
    let made: Sample | undefined;
    const once = (): Sample => {
      made ??= make();
      return made;
    };
    this.#planned.offer(startSeconds, endSeconds, once);
    this.#reserve?.offer(startSeconds, endSeconds, once);
  }

  /** Whether the frame shown from one moment to another may be kept. */
  isDue(startSeconds: number, endSeconds: number): boolean {
    return (
      this.#planned.isDue(startSeconds, endSeconds) ||
      (this.#reserve?.isDue(startSeconds, endSeconds) ?? false)
    );
  }

  /** When the next sample of the plan is due, in s. */
  get nextSeconds(): number {
    return this.#planned.nextSeconds;
  }

  samples(): Sample[] {
    const planned = this.#planned.samples;
    const reserve = this.#reserve?.samples ?? [];
    return planned.length >= reserve.length ? planned : reserve;
  }
}

/** Samples at even steps, never more than `limit`. */
class EvenSet<Sample> {
  samples: Sample[] = [];
  #step: number;
  readonly #limit: number;
  readonly #toleratedSeconds: number;
  #next = 0;

  constructor(step: number, limit: number, toleratedSeconds: number) {
    this.#step = step;
    this.#limit = limit;
    this.#toleratedSeconds = toleratedSeconds;
  }

  get nextSeconds(): number {
    return this.#next * this.#step;
  }

  offer(startSeconds: number, endSeconds: number, make: () => Sample): void {
    // The first frame is taken even when a damaged file shows it for no time at all.
    if (this.#next * this.#step >= endSeconds - ROUNDING_SECONDS && this.#next > 0) {
      return;
    }
    if (this.samples.length === this.#limit) {
      if (startSeconds <= this.#toleratedSeconds) {
        return;
      }
      this.#thin();
      this.offer(startSeconds, endSeconds, make);
      return;
    }
    this.samples.push(make());
    const shown = endSeconds - ROUNDING_SECONDS;
    this.#next = Math.max(this.#next + 1, Math.ceil(shown / this.#step));
  }

  /** Steps only grow: what is not due now never will be. */
  isDue(startSeconds: number, endSeconds: number): boolean {
    const next = Math.ceil((startSeconds - ROUNDING_SECONDS) / this.#step) * this.#step;
    return next < endSeconds + ROUNDING_SECONDS;
  }

  #thin(): void {
    this.samples = this.samples.filter((_, position) => position % 2 === 0);
    this.#step *= 2;
    this.#next = Math.ceil(this.#next / 2);
  }
}
