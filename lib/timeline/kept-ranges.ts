import type { Segment } from '../record/schema.ts';
import { secondsOfTimestamp } from '../record/timestamp.ts';
import { type FrameRate, nearestFrame } from './frame-rate.ts';

/** Frames of a source, from its first one; `end` is the first that is left out. */
export type FrameRange = { start: number; end: number };

/**
 * The frames of a record's segments, in order, inside the clip and apart from each other, whatever the record says:
 * other programs write segments too.
 *
 * @param frames of the source
 * @param isWrong called when segments are reversed, overlap or lie outside
 */
export function keptRanges(
  segments: readonly Segment[],
  rate: FrameRate,
  frames: number,
  isWrong: () => void,
): FrameRange[] {
  const asked = segments
    .map(({ in_timestamp, out_timestamp }) => ({
      start: nearestFrame(secondsOfTimestamp(in_timestamp), rate),
      end: nearestFrame(secondsOfTimestamp(out_timestamp), rate),
    }))
    .toSorted((a, b) => a.start - b.start);
  const kept: FrameRange[] = [];
  for (const range of asked) {
    const start = Math.max(range.start, kept.at(-1)?.end ?? 0);
    const end = Math.min(range.end, frames);
    // A rounded length may lack the last frame.
    if (range.end < range.start || start > range.start || end < range.end - 1) {
      isWrong();
    }
    if (end > start) {
      kept.push({ start, end });
    } else if (range.end === range.start && start < frames) {
      // Shorter than half a frame: the one it falls on.
      kept.push({ start, end: start + 1 });
    }
  }
  return kept;
}
