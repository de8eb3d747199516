import type { Measurements } from '../measure/measurements.ts';
import { exposure } from './exposure.ts';

/**
 * Variance of the Laplacian, on the analysis frame, of a picture that is half way to sharp: clear
 * outdoor footage has 700 to 3000, soft or plain pictures 100.
 */
const HALF_SHARP = 300;

/** Shake in % of the frame's width per s that makes a clip half as good. */
const HALF_STEADY = 10;

/** How much each counts. */
const SHARPNESS_WEIGHT = 0.4;
const LIGHT_WEIGHT = 0.3;
const STEADINESS_WEIGHT = 0.3;

/**
 * How good the pictures are, 0 to 1: the weighted geometric mean of
 * - sharpness `s / (s + 300)`, with s the median of the sampled frames,
 * - light, 1 from a mean luma of 0.25 to 0.75 and falling to 0 at black and white,
 * - steadiness `1 / (1 + shake / 10)`.
 *
 * Geometric, because a bad value of one cannot be made up by the others.
 */
export function ratingOf({ frames, light, camera }: Measurements): number {
  const sharp = median(frames.map(({ sharpness }) => sharpness));
  return (
    (sharp / (sharp + HALF_SHARP)) ** SHARPNESS_WEIGHT *
    exposure(light.mean_luma) ** LIGHT_WEIGHT *
    (1 / (1 + camera.shake_percent_per_second / HALF_STEADY)) ** STEADINESS_WEIGHT
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
