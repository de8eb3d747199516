import type { LumaFrame } from '../measurements.ts';
import type { Area } from './area.ts';

/** In px: less is no picture. */
const MIN_SIDE = 8;

/** What of a frame lies in an area: the frame itself when that is all of it. */
export function croppedTo({ left, top, width, height }: Area, frame: LumaFrame): LumaFrame {
  const isAll = width === frame.width && height === frame.height;
  if (isAll || Math.min(width, height) < MIN_SIDE) {
    return frame;
  }
  const luma = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * frame.width + left;
    luma.set(frame.luma.subarray(from, from + width), y * width);
  }
  return { timestampSeconds: frame.timestampSeconds, width, height, luma };
}
