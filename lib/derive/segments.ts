import type { Measurements } from '../measure/measurements.ts';
import type { Range } from '../record/schema.ts';
import { common, merged, secondsOf, without } from './ranges.ts';

/** In s. A usable stretch that is shorter than this is of no use to an editor. */
const SHORTEST_SEGMENT_SECONDS = 0.5;
/** In s. What is left over between cuts and gaps must be worth keeping. */
const SHORTEST_PART_SECONDS = 1;

/** In s: two ranges this near touch, because frames are measured in steps of 0.1 s. */
const TOUCHING_SECONDS = 0.15;

/** In s. An editor keeps a shorter clip whole, and the shots of a longer one. */
const LONG_CLIP_SECONDS = 15;

/** In s. Shorter bad stretches in the middle are kept: a splice there costs more than it saves. */
const SHORTEST_GAP_SECONDS = 1;

/** What follows a swing to the end of the clip goes with it when this share of it is blurred or dark. */
const SPOILED_SHARE = 0.5;

/** What a segment is made of. */
export type SegmentMeasurements = Pick<
  Measurements,
  'light' | 'blurred' | 'jerky' | 'shots' | 'fades'
>;

/**
 * The usable stretches of a clip, in order and apart.
 *
 * - Black, blank and fading pictures are left out at both ends, and in the middle when they last for 1 s.
 * - Elsewhere no single cue decides: what is in the middle is left out only where two of out of focus, dark and abrupt
 *   motion hold at the same time for 1 s.
 * - At the ends, abrupt motion (the camera is lifted, put down, turned to its subject) and what is out of focus is left
 *   out, and after a last swing what is mostly dark or out of focus.
 * - A clip over 15 s is also split at its cuts.
 *
 * What stands still and is sharp is material: a sign, a photograph, a title. When nothing is left, the whole clip is.
 */
export function segmentsOf(measurements: SegmentMeasurements, durationSeconds: number): Range[] {
  const { shots } = measurements;
  const whole = { start_seconds: 0, end_seconds: durationSeconds };
  const isLong = durationSeconds > LONG_CLIP_SECONDS;
  const unseen = unseenRanges(measurements, whole);
  const spoiled = spoiledRanges(measurements);
  const gaps = [...unseen, ...spoiled].filter((gap) => secondsOf(gap) >= SHORTEST_GAP_SECONDS);
  const ends = [...unseen, ...spoiled, ...endRanges(measurements, whole)];
  const shortest = isLong ? SHORTEST_PART_SECONDS : SHORTEST_SEGMENT_SECONDS;
  const parts = isLong && shots.length > 1 ? shots : [whole];
  const segments = parts
    .flatMap((part) => without(part, gaps))
    .map((part) => trimmed(part, ends))
    .map((part) => atCuts(part, shots))
    .filter((part) => secondsOf(part) >= shortest);
  return segments.length > 0 ? segments : [whole];
}

/** Where nothing is to be seen, or less and less. */
function unseenRanges({ light, fades, shots }: SegmentMeasurements, whole: Range): Range[] {
  const blank = shots.length > 0 ? without(whole, shots) : [];
  return merged([...light.black, ...blank, ...fades], TOUCHING_SECONDS);
}

/** Where two cues agree. */
function spoiledRanges({ light, blurred = [], jerky }: SegmentMeasurements): Range[] {
  const pairs = [common(blurred, light.dark), common(blurred, jerky), common(light.dark, jerky)];
  return merged(pairs.flat(), TOUCHING_SECONDS);
}

/** What one cue leaves out when it is at an end. */
function endRanges({ light, blurred = [], jerky }: SegmentMeasurements, whole: Range): Range[] {
  const doubtful = [...blurred, ...light.dark];
  const swings = merged(jerky);
  const afterwards = swings.flatMap(({ start_seconds, end_seconds }) => [
    { start_seconds: whole.start_seconds, end_seconds: start_seconds },
    { start_seconds: end_seconds, end_seconds: whole.end_seconds },
  ]);
  const thrownAway = afterwards.filter((range) => {
    const share = merged(common([range], doubtful)).reduce((sum, each) => sum + secondsOf(each), 0);
    return secondsOf(range) > 0 && share >= SPOILED_SHARE * secondsOf(range);
  });
  return [...jerky, ...blurred, ...thrownAway];
}

function trimmed({ start_seconds, end_seconds }: Range, useless: readonly Range[]): Range {
  const apart = merged(useless, TOUCHING_SECONDS);
  const first = apart.find((range) => range.end_seconds > start_seconds);
  const last = apart.findLast((range) => range.start_seconds < end_seconds);
  const start =
    first && first.start_seconds <= start_seconds + TOUCHING_SECONDS
      ? first.end_seconds
      : start_seconds;
  const end =
    last && last.end_seconds >= end_seconds - TOUCHING_SECONDS ? last.start_seconds : end_seconds;
  return { start_seconds: start, end_seconds: Math.max(start, end) };
}

/** Moved to the cut beside it: cuts are exact to the frame, other borders to a tenth of a second. */
function atCuts(part: Range, shots: readonly Range[]): Range {
  const cuts = shots.flatMap(({ start_seconds, end_seconds }) => [start_seconds, end_seconds]);
  const nearest = (seconds: number): number =>
    cuts.find((cut) => Math.abs(cut - seconds) <= TOUCHING_SECONDS) ?? seconds;
  return {
    start_seconds: nearest(part.start_seconds),
    end_seconds: nearest(part.end_seconds),
  };
}
