import type { Measurements } from '../measure/measurements.ts';
import type { Range } from '../record/schema.ts';

/** In s. A usable stretch that is shorter than this is of no use to an editor. */
const SHORTEST_SEGMENT_SECONDS = 0.5;

/** In s: two ranges this near touch, because frames are measured in steps of 0.1 s. */
const TOUCHING_SECONDS = 0.15;

/** In s. An editor keeps a shorter clip whole, and the good parts of a longer one. */
const LONG_CLIP_SECONDS = 15;

/** In s. In a long clip, a bad stretch this long in the middle splits the segment. */
const SHORTEST_GAP_SECONDS = 1;
/** In s. What is left over between cuts and gaps must be worth keeping. */
const SHORTEST_PART_SECONDS = 1;

/** What a segment is made of. */
export type SegmentMeasurements = Pick<Measurements, 'light' | 'frozen' | 'jerky' | 'shots'>;

/**
 * The usable stretches of a clip, in order and apart: without ends that are black, frozen or abrupt
 * (the camera is lifted, put down, turned to its subject); a clip over 15 s is also split at its cuts
 * and at such stretches of 1 s and more in its middle. When nothing else would be left, the whole clip.
 */
export function segmentsOf(measurements: SegmentMeasurements, durationSeconds: number): Range[] {
  const useless = [...measurements.light.black, ...measurements.frozen, ...measurements.jerky];
  const whole = { start_seconds: 0, end_seconds: durationSeconds };
  const isLong = durationSeconds > LONG_CLIP_SECONDS;
  const parts = isLong && measurements.shots.length > 1 ? measurements.shots : [whole];
  const shortest = isLong ? SHORTEST_PART_SECONDS : SHORTEST_SEGMENT_SECONDS;
  const segments = parts
    .flatMap((part) => (isLong ? split(trimmed(part, useless), useless) : [trimmed(part, useless)]))
    .map((part) => trimmed(part, useless))
    .filter(({ start_seconds, end_seconds }) => end_seconds - start_seconds >= shortest);
  return segments.length > 0
    ? segments.map(({ start_seconds, end_seconds }) => ({ start_seconds, end_seconds }))
    : [whole];
}

function trimmed({ start_seconds, end_seconds }: Range, useless: readonly Range[]): Range {
  let start = start_seconds;
  for (const range of useless.toSorted((a, b) => a.start_seconds - b.start_seconds)) {
    if (range.start_seconds <= start + TOUCHING_SECONDS && range.end_seconds > start) {
      start = range.end_seconds;
    }
  }
  let end = end_seconds;
  for (const range of useless.toSorted((a, b) => b.end_seconds - a.end_seconds)) {
    if (range.end_seconds >= end - TOUCHING_SECONDS && range.start_seconds < end) {
      end = range.start_seconds;
    }
  }
  return { start_seconds: start, end_seconds: Math.max(start, end) };
}

function split(part: Range, useless: readonly Range[]): Range[] {
  const parts: Range[] = [];
  let start = part.start_seconds;
  for (const gap of useless.toSorted((a, b) => a.start_seconds - b.start_seconds)) {
    const isLong = gap.end_seconds - gap.start_seconds >= SHORTEST_GAP_SECONDS;
    if (isLong && gap.start_seconds > start && gap.end_seconds < part.end_seconds) {
      parts.push({ start_seconds: start, end_seconds: gap.start_seconds });
      start = gap.end_seconds;
    }
  }
  return [...parts, { start_seconds: start, end_seconds: part.end_seconds }];
}
