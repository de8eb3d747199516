import type { Measured, Range } from '../record/schema.ts';
import { merged, secondsOf, trimmed, without } from './ranges.ts';
import { transitionsOf } from './transitions.ts';

/** In s. A stretch that is shorter is of no use to an editor, whoever chose it. */
const SHORTEST_SECONDS = 0.5;

/** In s. Black or damage this long within a stretch parts it. */
const SHORTEST_GAP_SECONDS = 1;

/** In s. Nobody means to keep less than this of another shot, or to leave out less of the same one. */
const MISSED_BY_SECONDS = 0.25;

/** In s. What is farther away than this is not what a model meant, however few frames it was shown. */
const FARTHEST_SECONDS = 2;

/** In s: black and fades are found to a tenth of a second, so two this near touch. */
const TOUCHING_SECONDS = 0.15;

/** In s: models are told the times of frames to a tenth. */
const TOLD_TO_SECONDS = 0.05;

/** In s: stretches that only touch stay two. */
const ROUNDING_SECONDS = 1e-6;

/** What a model's stretches are held against. */
export type SnapMeasurements = Pick<
  Measured,
  'shots' | 'boundaries' | 'fades' | 'light' | 'unreadable' | 'video'
>;

/**
 * The stretches that a model would keep, at measured borders. A model knows times only from the frames that it was
 * shown, so a border is somewhere between the last frame that it left out and the first that it took in: when the
 * picture changes there, the border is at that change, else at the nearest frame of the clip. Black, damage, fades
 * and dissolves are cut off at both ends, and black and damage of 1 s and longer within.
 *
 * @param chosen in any order, unchecked
 * @param shownTimes of the frames that the model was shown, in s
 * @returns in order, apart, inside the clip; empty when nothing of use is left, or when there are more of them than
 *   frames that the model was shown, so that it cannot have seen them
 */
export function snappedSegments(
  chosen: readonly Range[],
  measured: SnapMeasurements,
  durationSeconds: number,
  shownTimes: readonly number[],
): Range[] {
  const borders = new Borders(measured, durationSeconds, shownTimes);
  const gaps = [...measured.light.black, ...measured.unreadable];
  const long = gaps.filter((gap) => secondsOf(gap) >= SHORTEST_GAP_SECONDS);
  const ends = [...gaps, ...fadesOf(measured)];
  const shortest = Math.min(SHORTEST_SECONDS, durationSeconds / 2);
  const snapped = chosen
    // Moved to a cut, an instant would become a shot.
    .filter((range) => secondsOf(range) >= shortest)
    .flatMap((range) => without(borders.snap(range), long))
    .map((range) => trimmed(range, ends, TOUCHING_SECONDS))
    .filter((range) => secondsOf(range) >= shortest);
  const apart = merged(snapped, -ROUNDING_SECONDS);
  return apart.length <= shownTimes.length ? apart : [];
}

/** Where stretches of a clip may begin and end. */
class Borders {
  readonly #changes: number[];
  readonly #shown: readonly number[];
  readonly #frameRate: number;
  readonly #end: number;

  constructor(measured: SnapMeasurements, durationSeconds: number, shownTimes: readonly number[]) {
    const { shots, light, unreadable, video } = measured;
    const ranges = [...shots, ...fadesOf(measured), ...light.black, ...unreadable];
    this.#changes = [
      0,
      durationSeconds,
      ...ranges.flatMap(({ start_seconds, end_seconds }) => [start_seconds, end_seconds]),
    ];
    this.#shown = shownTimes;
    this.#frameRate = video.frame_rate;
    this.#end = durationSeconds;
  }

  /** Empty when it lies outside the clip. */
  snap({ start_seconds, end_seconds }: Range): Range {
    const [start, end] = [start_seconds, end_seconds].map((seconds) =>
      Math.max(0, Math.min(this.#end, seconds)),
    ) as [number, number];
    const before = this.#shown.findLast((time) => time < start - TOLD_TO_SECONDS) ?? 0;
    // The frame at the very end may be the last that was meant or the first that was not.
    const after = this.#shown.find((time) => time > end + TOLD_TO_SECONDS) ?? this.#end;
    const last = this.#shown.findLast((time) => time < end - TOLD_TO_SECONDS) ?? 0;
    return {
      start_seconds: this.#nearestChange(start, before, start) ?? this.#nearestFrame(start),
      end_seconds: this.#nearestChange(end, last, after) ?? this.#nearestFrame(end),
    };
  }

  /** After the moment `from` and up to `to`, or a moment away. */
  #nearestChange(at: number, from: number, to: number): number | undefined {
    return this.#changes
      .filter((change) => {
        const away = Math.abs(change - at);
        return (
          away <= MISSED_BY_SECONDS || (change > from && change <= to && away <= FARTHEST_SECONDS)
        );
      })
      .toSorted((a, b) => Math.abs(a - at) - Math.abs(b - at))[0];
  }

  #nearestFrame(at: number): number {
    const rate = this.#frameRate;
    return rate > 0 ? Math.min(this.#end, Math.round(at * rate) / rate) : at;
  }
}

/** Where a picture comes, goes, or passes into another. */
function fadesOf(measured: SnapMeasurements): Range[] {
  return [...measured.fades, ...transitionsOf(measured)];
}
