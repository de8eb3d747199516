import type { Measurements } from '../measure/measurements.ts';
import type { Tag } from '../record/schema.ts';

/**
 * Share of the picture that changes within 0.1 s, from which on a scene before a fixed camera is
 * lively: a car that passes changes 3 %, swaying boats 0.3 %.
 */
const LIVELY = 0.01;

/**
 * `static` when neither the camera nor much before it moves, else `dynamic`. Shot sizes (closeup,
 * medium, wide) need to know what is in the picture, which no measure here tells.
 */
export function tagsOf({ camera, activity }: Measurements): Tag[] {
  return [camera.movement === 'still' && activity < LIVELY ? 'static' : 'dynamic'];
}
