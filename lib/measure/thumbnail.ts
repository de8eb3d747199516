import type { Range } from '../description.ts';
import { exposure } from './exposure.ts';
import type { Facts, FrameFacts } from './facts.ts';
import { segmentsOf } from './segments.ts';

/** What a frame is worth that no cutter would show: outside all segments, black, or frozen. */
const UNSHOWN = 0.1;

/**
 * The sampled frame that stands for the clip: the sharpest well lit one, from inside a segment if
 * there is one. Sharpness counts by its square root, so that busy pictures do not always win.
 *
 * @returns index into `facts.frames`
 */
export function thumbnailOf(facts: Facts, durationSeconds: number): number {
  const segments = segmentsOf(facts, durationSeconds);
  const useless = [...facts.light.black, ...facts.frozen];
  const worth = ({ timestamp_seconds, sharpness, mean_luma }: FrameFacts): number => {
    const shown = within(segments, timestamp_seconds) && !within(useless, timestamp_seconds);
    return Math.sqrt(sharpness) * exposure(mean_luma) * (shown ? 1 : UNSHOWN);
  };
  const worths = facts.frames.map(worth);
  return Math.max(0, worths.indexOf(Math.max(...worths)));
}

function within(ranges: readonly Range[], seconds: number): boolean {
  return ranges.some(
    ({ start_seconds, end_seconds }) => seconds >= start_seconds && seconds < end_seconds,
  );
}
