import type { Measurements } from '../measure/measurements.ts';
import type { ShotType } from '../record/schema.ts';

/**
 * In % of the frame's width per s. Tripods stay below 0.5 (a fixed street camera: 0.2); a person who
 * follows a skater has 3.6.
 */
const HAND_HELD_SHAKE = 3;

/**
 * A `detail_spread` of at least this shows a whole place: a street from above has 0.49, a meadow 0.63,
 * a harbour 0.74. Thin evidence: a close-up of a richly textured thing is taken for a place.
 */
const WIDE_SPREAD = 0.45;
/** A `detail_spread` of at most this shows one thing before a plain or blurred background. */
const NARROW_SPREAD = 0.25;

/** With less light or sharpness than this, spread is the spread of noise. */
const MIN_LUMA = 0.1;
const MIN_SHARPNESS = 50;

/**
 * The type of shot, as far as movement and detail are evidence for it. No measure sees what is shown.
 * - `pov` when the camera moves forward, or is hand-held (shake of 3 %/s and more): someone is there.
 * - Nothing when the clip is too dark (mean luma under 0.1) or has too little detail (the sharpest frame's
 *   variance of the Laplacian is under 50).
 * - `establishing` when detail is spread over the frame (`detail_spread` of 0.45 and more), `insert`
 *   when it is concentrated (0.25 and less).
 * - Nothing between.
 */
export function shotTypeOf(measurements: Measurements): ShotType | undefined {
  const { camera, light, detail_spread, frames } = measurements;
  const shake = camera.shake_percent_per_second;
  if (camera.movement === 'moving forward' || shake >= HAND_HELD_SHAKE) {
    return 'pov';
  }
  const sharpest = Math.max(0, ...frames.map(({ sharpness }) => sharpness));
  if (light.mean_luma < MIN_LUMA || sharpest < MIN_SHARPNESS) {
    return undefined;
  }
  if (detail_spread >= WIDE_SPREAD) {
    return 'establishing';
  }
  return detail_spread <= NARROW_SPREAD ? 'insert' : undefined;
}
