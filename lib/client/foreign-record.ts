import { basename } from 'node:path';
import type { Config } from '../config/schema.ts';
import { recipeOf } from '../engines/recipe.ts';
import {
  CAMERA_MOVEMENTS,
  type Fingerprint,
  RECORD_HEAD,
  type Segment,
  SHOT_TYPES,
  TAGS,
  VideoDescription,
} from '../record/schema.ts';
import { snakeCase } from '../record/short-name.ts';
import { timestampOf } from '../record/timestamp.ts';

/** A daemon's answer, unchecked. */
type Answer = Record<string, unknown>;

/**
 * Turns the answer of another daemon into a valid record: the seed's leaves fields empty, has short
 * names as its model wrote them, and has no provenance. What it says is kept, what it does not say is
 * left out; nothing is made up.
 *
 * @throws when the answer is too far from a record
 */
export function completeRecord(
  config: Config,
  clip: string,
  answer: Answer,
  fingerprints: { clip: Fingerprint; subtitles: Fingerprint | null },
): VideoDescription {
  const length = Number(answer.video_length_seconds);
  const segments = segmentsOf(answer, length);
  const record: Answer = {
    ...RECORD_HEAD,
    ...answer,
    filename: basename(clip),
    video_description_short: snakeCase(String(answer.video_description_short ?? '')),
    primary_shot_type: oneOf(SHOT_TYPES, answer.primary_shot_type),
    tags: (Array.isArray(answer.tags) ? answer.tags : []).filter((tag) => oneOf(TAGS, tag)),
    camera_movement: oneOf(CAMERA_MOVEMENTS, answer.camera_movement),
    video_timestamp: new Date(fingerprints.clip.modified_ms).toISOString(),
    video_thumbnail_base64: '',
    segments,
    in_timestamp: segments[0]?.in_timestamp,
    out_timestamp: segments[0]?.out_timestamp,
    provenance: {
      ...recipeOf(config),
      ...fingerprints,
      frame_times_seconds: [],
    },
  };
  return VideoDescription.parse(
    Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)),
  );
}

/** Those of its segments that lie inside the clip, in order and apart; else the whole clip. */
function segmentsOf(answer: Answer, length: number): Segment[] {
  const said = [...(Array.isArray(answer.segments) ? answer.segments : []), answer];
  const segments: Segment[] = [];
  let last = 0;
  for (const each of said as Answer[]) {
    const start = secondsOf(each.in_timestamp);
    const end = secondsOf(each.out_timestamp);
    if (start >= last && end > start && end <= length) {
      segments.push({ in_timestamp: timestampOf(start), out_timestamp: timestampOf(end) });
      last = end;
    }
  }
  return segments.length > 0
    ? segments
    : [{ in_timestamp: timestampOf(0), out_timestamp: timestampOf(length) }];
}

function secondsOf(timestamp: unknown): number {
  const [, hours, minutes, seconds] =
    /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(String(timestamp)) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value | undefined {
  return values.find((each) => each === value);
}
