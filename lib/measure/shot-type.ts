import type { ShotType } from '../description.ts';
import type { Facts } from './facts.ts';

/** In % of the frame's width per s. Tripods and gimbals stay below 1, hands do not. */
const HAND_HELD_SHAKE = 3;

/**
 * `detail_spread` from which on detail fills the frame, as in a view of a place, and up to which it is
 * concentrated, as on one thing before a plain or blurred ground. Views of places were measured at
 * 0.42 to 0.8, things before blurred grounds at 0.1 to 0.25; between them it says nothing.
 */
const WIDE_SPREAD = 0.4;
const NARROW_SPREAD = 0.25;

/** With less light or sharpness than this, spread is the spread of noise. */
const MIN_LUMA = 0.1;
const MIN_SHARPNESS = 50;

/**
 * The type of shot, as far as movement and detail are evidence for it. No measure sees what is shown.
 * - `pov` when the camera moves forward, or is hand-held (shake of 3 %/s and more): someone is there.
 * - Nothing when the clip is too dark (mean luma under 0.1) or has too little detail (the sharpest frame's
 *   variance of the Laplacian is under 50).
 * - `establishing` when detail is spread over the frame (`detail_spread` of 0.4 and more), `insert`
 *   when it is concentrated (0.25 and less).
 * - Nothing between.
 */
export function shotTypeOf(facts: Facts): ShotType | undefined {
  const { camera, light, detail_spread, frames } = facts;
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
