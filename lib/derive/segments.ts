import type { Measurements } from '../measure/measurements.ts';
import type { Range } from '../record/schema.ts';
import { common, merged, secondsOf, trimmed, without } from './ranges.ts';

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

const SHORTEST_SPOILED_SECONDS = 0.4;

/** In s. At an end, focus may hunt for less. */
const SHORTEST_OUT_OF_FOCUS_SECONDS = 0.8;

/** What follows a swing to the end of the clip goes with it when this share of it is blurred or dark. */
const SPOILED_SHARE = 0.75;
const CLEAN_SHARE = 0.25;

/** What a segment is made of. */
export type SegmentMeasurements = Pick<
  Measurements,
  'light' | 'blurred' | 'jerky' | 'shots' | 'fades' | 'boundaries'
>;

/**
 * The usable stretches of a clip, in order and apart.
 *
 * - Black, blank and fading pictures are left out at both ends, and in the middle when they last for 1 s.
 * - Elsewhere no single cue decides: what is in the middle is left out only where two of out of focus, dark and abrupt
 *   motion hold at the same time for 1 s.
 * - At the ends, abrupt motion (the camera is lifted, put down, turned to its subject) and what is out of focus is left
 *   out, and before or after a swing what is mostly dark or out of focus when the other side is not.
 * - A clip over 15 s is also split at its cuts, and where one shot dissolves into the next: that is left out.
 *
 * What stands still and is sharp is material: a sign, a photograph, a title. When nothing is left, the whole clip is.
 */
export function segmentsOf(measurements: SegmentMeasurements, durationSeconds: number): Range[] {
  const usable = usableRanges(measurements, durationSeconds);
  return usable.length > 0 ? usable : [{ start_seconds: 0, end_seconds: durationSeconds }];
}

/** As `segmentsOf`, but nothing when nothing is left. */
export function usableRanges(measurements: SegmentMeasurements, durationSeconds: number): Range[] {
  const { shots } = measurements;
  const whole = { start_seconds: 0, end_seconds: durationSeconds };
  const isLong = durationSeconds > LONG_CLIP_SECONDS;
  const unseen = unseenRanges(measurements, whole);
  const spoiled = spoiledRanges(measurements);
  const gaps = [
    ...unseen.filter((gap) => secondsOf(gap) >= SHORTEST_GAP_SECONDS),
    ...spoiled.filter((gap) => secondsOf(gap) >= SHORTEST_SPOILED_SECONDS),
  ];
  // The end of one shot and the beginning of the next are in each other's picture.
  const dissolves = (measurements.boundaries ?? []).filter(({ kind }) => kind === 'dissolve');
  const ends = [...unseen, ...spoiled, ...dissolves, ...endRanges(measurements, whole)];
  const shortest = Math.min(
    isLong ? SHORTEST_PART_SECONDS : SHORTEST_SEGMENT_SECONDS,
    durationSeconds / 2,
  );
  const parts = isLong && shots.length > 1 ? shots : [whole];
  return parts
    .flatMap((part) => without(part, gaps))
    .map((part) => trimmed(part, ends, TOUCHING_SECONDS))
    .map((part) => atCuts(part, shots))
    .filter((part) => secondsOf(part) >= shortest);
}

/** Where nothing is to be seen, or less and less. */
function unseenRanges({ light, fades, shots }: SegmentMeasurements, whole: Range): Range[] {
  const blank = shots.length > 0 ? without(whole, shots) : [];
  return merged([...light.black, ...blank, ...fades], TOUCHING_SECONDS);
}

/**
 * Where two cues agree. Abrupt motion that blurs the picture is the camera's: an object that moves before it leaves the
 * rest sharp.
 */
function spoiledRanges({ light, blurred = [], jerky }: SegmentMeasurements): Range[] {
  const swings = blurred.flatMap((blur) =>
    jerky.filter((swing) => common([blur], [swing]).length > 0).flatMap((swing) => [blur, swing]),
  );
  const inTheDark = [...common(blurred, light.dark), ...common(light.dark, jerky)];
  return merged([...swings, ...inTheDark], TOUCHING_SECONDS);
}

/** What one cue leaves out when it is at an end. */
function endRanges({ light, blurred = [], jerky }: SegmentMeasurements, whole: Range): Range[] {
  const share = (range: Range): number => {
    const spoiled = merged(common([range], [...blurred, ...light.dark]));
    return spoiled.reduce((sum, each) => sum + secondsOf(each), 0) / secondsOf(range);
  };
  const { start_seconds, end_seconds } = whole;
  const thrownAway = merged(jerky)
    .filter((swing) => swing.start_seconds > start_seconds && swing.end_seconds < end_seconds)
    .flatMap((swing) => {
      const before = { start_seconds, end_seconds: swing.start_seconds };
      const after = { start_seconds: swing.end_seconds, end_seconds };
      // A clip that is dark on both sides of the swing is a dark clip.
      if (share(before) >= SPOILED_SHARE && share(after) < CLEAN_SHARE) {
        return [before];
      }
      return share(after) >= SPOILED_SHARE && share(before) < CLEAN_SHARE ? [after] : [];
    });
  const outOfFocus = blurred.filter((range) => secondsOf(range) >= SHORTEST_OUT_OF_FOCUS_SECONDS);
  return [...jerky, ...outOfFocus, ...thrownAway];
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
