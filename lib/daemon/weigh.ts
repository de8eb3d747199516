import { ratingOf } from '../derive/rating.ts';
import { segmentsOf } from '../derive/segments.ts';
import { shotTypeOf } from '../derive/shot-type.ts';
import { snappedSegments } from '../derive/snap.ts';
import { snappedThumbnail } from '../derive/snap-thumbnail.ts';
import { thumbnailOf } from '../derive/thumbnail.ts';
import type { Words } from '../engines/engine.ts';
import { isUncertain } from '../record/certainty.ts';
import type {
  CameraMovement,
  Decision,
  Measured,
  Range,
  Segment,
  ShotType,
} from '../record/schema.ts';
import { timestampOf } from '../record/timestamp.ts';

/** The fields of a record that both a model and the measures have a say in. */
export type Choices = {
  movement: CameraMovement;
  segments: Segment[];
  /** Index into `measured.frames`. */
  thumbnail: number;
  rating: number;
  shotType: ShotType | undefined;
  /** Where each comes from; `undefined` when no model was asked. */
  decisions: Decision[] | undefined;
};

/** A value, and where it comes from. */
type Weighed<Value> = Omit<Decision, 'field'> & { value: Value };

const SILENT = 'the model gave none that can be used';

/**
 * Weighs what a model said against what was measured. A sure measure of the camera wins, an unsure one yields; segments
 * and thumbnail are the model's choice, moved to measured borders, unless nothing of it shows anything; its rating stands
 * as far as there is something to see. So no answer makes a worse record than none.
 */
export function weigh(
  { said, ...words }: Words,
  measured: Measured,
  durationSeconds: number,
): Choices {
  const shown = (words.framesShown ?? [...measured.frames.keys()]).flatMap(
    (frame) => measured.frames[frame]?.timestamp_seconds ?? [],
  );
  const camera = weighCamera(said?.camera_movement, measured.camera);
  const segments = weighSegments(said?.segments, measured, durationSeconds, shown);
  const thumbnail = weighThumbnail(said?.thumbnail, measured, durationSeconds, segments.ranges);
  const rating = weighRating(words.rating, measured, durationSeconds);
  const shotType = weighShotType(words.shotType, measured);
  const decisions: [string, Weighed<unknown>][] = [
    ['primary_shot_type', shotType],
    ['rating', rating],
    ['segments', segments],
    ['camera_movement', camera],
    ['thumbnail_frame', thumbnail],
  ];
  return {
    movement: camera.value,
    segments: segments.value,
    thumbnail: thumbnail.value,
    rating: rating.value,
    shotType: shotType.value,
    decisions: said && decisions.map(([field, { from, why }]) => ({ field, from, why })),
  };
}

function weighCamera(
  said: CameraMovement | undefined,
  camera: Measured['camera'],
): Weighed<CameraMovement> {
  const { movement, confidence } = camera;
  const sure = `${isUncertain(camera) ? 'an unsure' : 'a sure'} measure, ${confidence.toFixed(2)}`;
  if (said === undefined) {
    return { value: movement, from: 'measured', why: SILENT };
  }
  if (said === movement) {
    return { value: movement, from: 'measured', why: `the model says the same; ${sure}` };
  }
  return isUncertain(camera)
    ? { value: said, from: 'model', why: sure }
    : { value: movement, from: 'measured', why: sure };
}

function weighSegments(
  said: readonly Range[] | undefined,
  measured: Measured,
  durationSeconds: number,
  shownTimes: readonly number[],
): Weighed<Segment[]> & { ranges: Range[] } {
  if (said !== undefined && said.length > 0) {
    const snapped = snappedSegments(said, measured, durationSeconds, shownTimes);
    if (snapped.length > 0) {
      const value = snapped.map(toSegment);
      return { value, ranges: snapped, from: 'model', why: chosen(!sameTimes(value, said)) };
    }
  }
  const ranges = segmentsOf(measured, durationSeconds);
  return {
    value: ranges.map(toSegment),
    ranges,
    from: 'measured',
    why: said?.length ? IMPOSSIBLE : SILENT,
  };
}

const IMPOSSIBLE = 'what the model chose shows nothing, is too short, or was not shown to it';

function chosen(moved: boolean): string {
  return moved ? 'the model’s choice, moved to what was measured' : 'the model’s choice';
}

function sameTimes(segments: readonly Segment[], said: readonly Range[]): boolean {
  return JSON.stringify(segments) === JSON.stringify(said.map(toSegment));
}

function weighThumbnail(
  said: number | undefined,
  measured: Measured,
  durationSeconds: number,
  segments: readonly Range[],
): Weighed<number> {
  const snapped = said === undefined ? undefined : snappedThumbnail(said, measured);
  return snapped === undefined
    ? {
        value: thumbnailOf(measured, durationSeconds, segments),
        from: 'measured',
        why: said === undefined ? SILENT : IMPOSSIBLE,
      }
    : { value: snapped, from: 'model', why: chosen(snapped !== said) };
}

function weighRating(
  said: number | undefined,
  measured: Measured,
  durationSeconds: number,
): Weighed<number> {
  if (said === undefined) {
    return { value: ratingOf(measured, durationSeconds), from: 'measured', why: SILENT };
  }
  const most = seenShare(measured, durationSeconds);
  return said > most
    ? { value: most, from: 'measured', why: 'more of the clip than that is black or damaged' }
    : { value: said, from: 'model', why: chosen(false) };
}

/** The share of a clip in which there is something to see. */
function seenShare({ light, unreadable }: Measured, durationSeconds: number): number {
  let unseen = 0;
  let until = 0;
  const ranges = [...light.black, ...unreadable];
  for (const { start_seconds, end_seconds } of ranges.toSorted(
    (a, b) => a.start_seconds - b.start_seconds,
  )) {
    unseen += Math.max(0, end_seconds - Math.max(until, start_seconds));
    until = Math.max(until, end_seconds);
  }
  return durationSeconds > 0 ? Math.max(0, 1 - unseen / durationSeconds) : 1;
}

function weighShotType(
  said: ShotType | undefined,
  measured: Measured,
): Weighed<ShotType | undefined> {
  return said === undefined
    ? { value: shotTypeOf(measured), from: 'measured', why: SILENT }
    : { value: said, from: 'model', why: chosen(false) };
}

export function toSegment({ start_seconds, end_seconds }: Range): Segment {
  return { in_timestamp: timestampOf(start_seconds), out_timestamp: timestampOf(end_seconds) };
}
