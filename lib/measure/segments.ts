import type { Range } from '../description.ts';
import type { Facts } from './facts.ts';

/** In s. A usable stretch that is shorter than this is no use to a cutter. */
const SHORTEST_SEGMENT_SECONDS = 0.5;

/** In s: two ranges this near touch, because frames are measured in steps of 0.1 s. */
const TOUCHING_SECONDS = 0.15;

/**
 * The usable stretches of a clip, in order and apart: the clip without black or frozen ends. When
 * nothing else would be left, the whole clip.
 */
export function segmentsOf(facts: Facts, durationSeconds: number): Range[] {
  const useless = [...facts.light.black, ...facts.frozen];
  let start = 0;
  for (const range of useless.toSorted((a, b) => a.start_seconds - b.start_seconds)) {
    if (range.start_seconds <= start + TOUCHING_SECONDS) {
      start = Math.max(start, range.end_seconds);
    }
  }
  let end = durationSeconds;
  for (const range of useless.toSorted((a, b) => b.end_seconds - a.end_seconds)) {
    if (range.end_seconds >= end - TOUCHING_SECONDS) {
      end = Math.min(end, range.start_seconds);
    }
  }
  return end - start >= SHORTEST_SEGMENT_SECONDS
    ? [{ start_seconds: start, end_seconds: Math.min(end, durationSeconds) }]
    : [{ start_seconds: 0, end_seconds: durationSeconds }];
}
