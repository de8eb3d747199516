import { differingShare } from '../../measure/frame-difference.ts';
import type { LumaFrame } from '../../measure/measurements.ts';
import { eventThreshold } from './event-threshold.ts';

/** In s: times are sums of fractions. */
const ROUNDING_SECONDS = 1e-6;

/** More tell nothing new about what is usual in a clip. */
const MOST_DIFFERENCES = 256;

/** Comparing two frames takes as long as scaling one. */
const LOOKS_PER_GAP = 2;

/**
 * Samples between those that are taken at even steps, where the picture changes: in a long clip the steps are so wide
 * that whoever walks through is gone before the next. As many as `most` are kept; when there are more, something happens
 * all the time, and the least time between two doubles.
 */
export class ChangeSampling<Sample> {
  readonly #most: number;
  #samples: { sample: Sample; seconds: number }[] = [];
  #last: LumaFrame | undefined;
  #lastEven: LumaFrame | undefined;
  readonly #differences: number[] = [];
  #threshold = eventThreshold([]);
  #gap: number;
  #nextLook = 0;

  /** @param gapSeconds the least time between two samples */
  constructor({ gapSeconds, most }: { gapSeconds: number; most: number }) {
    this.#gap = gapSeconds;
    this.#most = most;
  }

  /** Tells of a sample that was taken at an even step. */
  taken(luma: LumaFrame): void {
    if (this.#lastEven && this.#differences.length < MOST_DIFFERENCES) {
      this.#differences.push(differingShare(this.#lastEven, luma));
      this.#threshold = eventThreshold(this.#differences);
    }
    this.#lastEven = luma;
    this.#last = luma;
  }

  /** @param nextSeconds when the next even sample is due */
  offer(luma: LumaFrame, nextSeconds: number, make: () => Sample): void {
    const seconds = luma.timestampSeconds;
    const last = this.#last;
    const earliest = Math.max(this.#nextLook, (last?.timestampSeconds ?? 0) + this.#gap);
    const latest = nextSeconds - this.#gap;
    if (!last || seconds < earliest - ROUNDING_SECONDS || seconds > latest + ROUNDING_SECONDS) {
      return;
    }
    this.#nextLook = seconds + this.#gap / LOOKS_PER_GAP;
    if (differingShare(last, luma) >= this.#threshold) {
      this.#last = luma;
      this.#samples.push({ sample: make(), seconds });
      if (this.#samples.length > this.#most) {
        this.#thin();
      }
    }
  }

  samples(): Sample[] {
    return this.#samples.map(({ sample }) => sample);
  }

  #thin(): void {
    this.#gap *= 2;
    let last = Number.NEGATIVE_INFINITY;
    this.#samples = this.#samples.filter(({ seconds }) => {
      const isKept = seconds - last >= this.#gap - ROUNDING_SECONDS;
      last = isKept ? seconds : last;
      return isKept;
    });
  }
}
