import type { Measurements } from '../measure/measurements.ts';
import { isUncertain } from '../record/certainty.ts';
import type { ShotType } from '../record/schema.ts';

/**
 * In % of the frame's width per s. Tripods stay below 0.5 (a fixed street camera: 0.2); a person who
 * follows a skater has 3.6.
 */
const HAND_HELD_SHAKE = 3;

/**
 * `pov` when the camera surely moves forward, or is hand-held (shake of 3 %/s and more): someone is there.
 * Otherwise nothing: no measure sees what is shown, and how fine detail is spread took 35 of 52 real
 * clips for places, among them a lens and a sleeping baby.
 */
export function shotTypeOf({ camera }: Pick<Measurements, 'camera'>): ShotType | undefined {
  const isHandHeld = camera.shake_percent_per_second >= HAND_HELD_SHAKE;
  const isForward = camera.movement === 'moving forward' && !isUncertain(camera);
  return isForward || isHandHeld ? 'pov' : undefined;
}
