import type { Measured, Range } from '../record/schema.ts';
import { transitionsOf } from './transitions.ts';

/** Mean luma over which a picture shows nothing but white. */
const WHITE = 0.97;

/**
 * Of the median of the frames of its shot: what is less sharp is blurred by motion or out of focus. Sharpness depends
 * on what is shown, so frames of other shots tell nothing.
 */
const LEAST_SHARP = 0.25;

/** What a thumbnail is held against. */
export type ThumbnailMeasurements = Pick<
  Measured,
  'frames' | 'shots' | 'boundaries' | 'fades' | 'light' | 'blurred' | 'unreadable'
>;

/**
 * The frame that a model chose to stand for the clip; when that one is black, white, in a fade or dissolve, damaged or much more
 * blurred than its shot, the one of the same shot that is not and is nearest in time.
 *
 * @param chosen index into `measured.frames`, unchecked
 * @returns another such index; `undefined` when no frame of that shot shows anything
 */
export function snappedThumbnail(
  chosen: number,
  measured: ThumbnailMeasurements,
): number | undefined {
  const { frames, shots, fades, light, blurred = [], unreadable } = measured;
  const at = frames[chosen]?.timestamp_seconds;
  if (at === undefined) {
    return undefined;
  }
  const shot = shots.find((each) => isWithin(each, at));
  const mine = [...frames.entries()].filter(
    ([, { timestamp_seconds }]) => shot === undefined || isWithin(shot, timestamp_seconds),
  );
  const useless = [...light.black, ...unreadable, ...fades, ...transitionsOf(measured), ...blurred];
  const usual = median(mine.map(([, { sharpness }]) => sharpness));
  return mine
    .filter(
      ([, { timestamp_seconds, sharpness, mean_luma }]) =>
        mean_luma < WHITE &&
        sharpness > 0 &&
        sharpness >= LEAST_SHARP * usual &&
        !useless.some((range) => isWithin(range, timestamp_seconds)),
    )
    .map(([index, { timestamp_seconds }]) => ({ index, away: Math.abs(timestamp_seconds - at) }))
    .toSorted((a, b) => a.away - b.away)[0]?.index;
}

function isWithin({ start_seconds, end_seconds }: Range, seconds: number): boolean {
  return seconds >= start_seconds && seconds < end_seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
