import type { Range } from '../../record/schema.ts';
import type { Brightness } from './contrast-log.ts';

/** In levels of luma: frames of one black are nearer to each other than this. */
const ALIKE = 3;

/**
 * A range that was seen in analysis frames, with borders that are exact to the frame: at each, the first frame that
 * looks like those after it.
 */
export function exactRange(
  { start_seconds, end_seconds }: Range,
  frames: readonly Brightness[],
): Range {
  return {
    start_seconds: exactBorder(start_seconds, frames),
    end_seconds: exactBorder(end_seconds, frames),
  };
}

/** In s: analysis frames are not farther apart. */
const FARTHEST_SECONDS = 0.25;

function exactBorder(seconds: number, frames: readonly Brightness[]): number {
  const found = frames.findIndex((frame) => frame.seconds >= seconds);
  const after = frames[found];
  // The end of the clip is no frame.
  if (!after) {
    return seconds;
  }
  let exact = after;
  for (let i = found - 1; i >= 0; i--) {
    const frame = frames[i] as Brightness;
    const isAlike =
      Math.abs(frame.mean - after.mean) <= ALIKE &&
      Math.abs(frame.contrast - after.contrast) <= ALIKE;
    if (!isAlike || seconds - frame.seconds > FARTHEST_SECONDS) {
      break;
    }
    exact = frame;
  }
  return exact.seconds;
}
