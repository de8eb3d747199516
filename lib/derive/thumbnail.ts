import type { FrameMeasurements, Measurements } from '../measure/measurements.ts';
import type { Range } from '../record/schema.ts';
import { exposure } from './exposure.ts';
import { segmentsOf } from './segments.ts';

/** What a frame is worth that no cutter would show: outside all segments, black, out of focus, or in abrupt motion. */
const UNSHOWN = 0.1;

/** In s. So near to a cut, and within a fade, a frame may hold the remains of another. */
const NEAR_CUT_SECONDS = 0.15;
const NEAR_CUT = 0.5;

/** What a frame is worth that is not from the longest shot, which stands for the clip. */
const MINOR_SHOT = 0.8;

/**
 * The sampled frame that stands for the clip: the sharpest well lit one, from inside a segment if
 * there is one, away from cuts, fades and abrupt motion, rather from the longest shot. Sharpness counts by
 * its square root, so that busy pictures do not always win.
 *
 * @param segments of the record, when they are not the measured ones
 * @returns index into `measurements.frames`
 */
export function thumbnailOf(
  measurements: Measurements,
  durationSeconds: number,
  segments: readonly Range[] = segmentsOf(measurements, durationSeconds),
): number {
  const useless = [
    ...measurements.light.black,
    ...(measurements.blurred ?? []),
    ...measurements.jerky,
  ];
  const longest = measurements.shots.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, 1);
  const bounds = measurements.shots.slice(1).map(({ start_seconds }) => start_seconds);
  const worth = ({ timestamp_seconds, sharpness, mean_luma }: FrameMeasurements): number => {
    const shown = within(segments, timestamp_seconds) && !within(useless, timestamp_seconds);
    const passing =
      within(measurements.fades, timestamp_seconds) ||
      bounds.some((bound) => Math.abs(bound - timestamp_seconds) < NEAR_CUT_SECONDS);
    return (
      Math.sqrt(sharpness) *
      exposure(mean_luma) *
      (shown ? 1 : UNSHOWN) *
      (passing ? NEAR_CUT : 1) *
      (within(longest, timestamp_seconds) ? 1 : MINOR_SHOT)
    );
  };
  const worths = measurements.frames.map(worth);
  return Math.max(0, worths.indexOf(Math.max(...worths)));
}

function lengthOf({ start_seconds, end_seconds }: Range): number {
  return end_seconds - start_seconds;
}

function within(ranges: readonly Range[], seconds: number): boolean {
  return ranges.some(
    ({ start_seconds, end_seconds }) => seconds >= start_seconds && seconds < end_seconds,
  );
}
