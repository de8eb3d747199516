import { secondsOfTimestamp } from '../record/timestamp.ts';
import { isMapping, type Mapping } from '../util/mapping.ts';
import type { PageRange } from './page-data.ts';

/** In characters. A model's longest answer has 8,000; what is longer is cut. */
const LONGEST_TEXT = 20_000;

/** In characters, of what is shown in one line of the grid. */
const LONGEST_WORD = 300;

/** A clip of an hour that is cut twice a second has as many. */
const MOST_RANGES = 7200;

/** In s: 100 days. No clip is longer, and no player could seek in it. */
const LONGEST = 100 * 24 * 3600;

/** Not a space, and not a control or format character. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}]/u;

const TIMESTAMP = /^\d{2,6}:[0-5]\d:[0-5]\d(?:\.\d{1,9})?$/;

/**
 * What a report takes from a record. Records of other programs, and damaged ones, are shown with what is there: a field that
 * is not as expected counts as missing, and costs no other.
 */
export type ReportRecord = {
  long: string | undefined;
  short: string | undefined;
  shotType: string | undefined;
  movement: string | undefined;
  tags: string[];
  rating: number | undefined;
  /** Of the clip. */
  seconds: number | undefined;
  /** ISO 8601. */
  recorded: string | undefined;
  inSeconds: number | undefined;
  /** When the frame to show is shown, in s. */
  thumbnailSeconds: number | undefined;
  /** Name of the picture beside the clip. */
  thumbnailFile: string | undefined;
  segments: PageRange[];
};

/** Whether a JSON object beside clips is a record at all. */
export function isRecord(fields: Mapping | undefined): fields is Mapping {
  return (
    fields !== undefined &&
    typeof fields.filename === 'string' &&
    ['video_description_long', 'video_description_short', 'segments', 'rating'].some((name) =>
      Object.hasOwn(fields, name),
    )
  );
}

export function reportRecord(fields: Mapping): ReportRecord {
  const seconds = secondsIn(fields.video_length_seconds);
  const segments = listIn(fields.segments).flatMap((each): PageRange[] =>
    isMapping(each) ? rangeOf(timestampIn(each.in_timestamp), timestampIn(each.out_timestamp)) : [],
  );
  return {
    long: textIn(fields.video_description_long, LONGEST_TEXT),
    short: wordIn(fields.video_description_short),
    shotType: wordIn(fields.primary_shot_type),
    movement: wordIn(fields.camera_movement),
    tags: [...new Set(listIn(fields.tags).flatMap((tag) => wordIn(tag) ?? []))].slice(0, 20),
    rating: fractionIn(fields.rating),
    seconds: seconds === 0 ? undefined : seconds,
    recorded: dateIn(fields.video_timestamp),
    inSeconds: timestampIn(fields.in_timestamp) ?? segments[0]?.start,
    thumbnailSeconds: timestampIn(fields.thumbnail_timestamp) ?? thumbnailByIndex(fields, seconds),
    thumbnailFile: pictureNameIn(fields.thumbnail_file),
    segments,
  };
}

/** Frame k of a uniform rate, as records of other daemons have it: see `thumbnail_frame` in docs/record.md. */
function thumbnailByIndex(fields: Mapping, seconds = 0): number | undefined {
  const { thumbnail_frame: index, provenance } = fields;
  const parameters = isMapping(provenance) ? provenance.parameters : undefined;
  const fps = isMapping(parameters) ? parameters.fps : 1;
  const rate = Number(fps) / (seconds > 300 ? 4 : seconds > 120 ? 2 : 1);
  return Number.isInteger(index) && rate > 0 ? secondsIn(Number(index) / rate) : undefined;
}

/** A name, and no path. */
function pictureNameIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[^/\\\0]{1,255}\.jpe?g$/i.test(value) ? value : undefined;
}

export function textIn(value: unknown, longest = LONGEST_TEXT): string | undefined {
  if (typeof value !== 'string' || !VISIBLE.test(value)) {
    return undefined;
  }
  return value.length > longest ? `${value.slice(0, longest)}…` : value;
}

export function wordIn(value: unknown): string | undefined {
  return textIn(value, LONGEST_WORD);
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST_RANGES) : [];
}

/** Ranges as `measured` has them. */
export function rangesIn(value: unknown): (PageRange & { of: Mapping })[] {
  return listIn(value).flatMap((each) =>
    isMapping(each)
      ? rangeOf(secondsIn(each.start_seconds), secondsIn(each.end_seconds)).map((range) => ({
          ...range,
          of: each,
        }))
      : [],
  );
}

function rangeOf(start: number | undefined, end: number | undefined): PageRange[] {
  return start !== undefined && end !== undefined && end > start ? [{ start, end }] : [];
}

function secondsIn(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= LONGEST ? value : undefined;
}

function fractionIn(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}

function timestampIn(value: unknown): number | undefined {
  return typeof value === 'string' && TIMESTAMP.test(value)
    ? secondsIn(secondsOfTimestamp(value))
    : undefined;
}

function dateIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.length < 64 && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}
