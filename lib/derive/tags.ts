import type { CameraMovement, Tag } from '../record/schema.ts';

/**
 * `static` and `dynamic` are the camera's; how much moves before it is `measured.activity`. Shot sizes
 * (closeup, medium, wide) need to know what is in the picture, which no measure here tells.
 */
export function tagsOf(movement: CameraMovement): Tag[] {
  return [movement === 'still' ? 'static' : 'dynamic'];
}
