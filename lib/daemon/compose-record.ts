import { tagsOf } from '../derive/tags.ts';
import { uniformFrame } from '../derive/uniform-rate.ts';
import type { Said, Words } from '../engines/engine.ts';
import type { ClipAnalysis } from '../media/clip-analysis.ts';
import {
  type Measured,
  type Provenance,
  type Range,
  RECORD_HEAD,
  type VideoDescription,
} from '../record/schema.ts';
import { snakeCase } from '../record/short-name.ts';
import { timestampOf } from '../record/timestamp.ts';
import type { Cue } from '../subtitles/cue.ts';
import { type Choices, toSegment } from './weigh.ts';

/** The measurements of a clip, together with what its container and its subtitles say. */
export function measuredOf(analysis: ClipAnalysis, cues: readonly Cue[]): Measured {
  const { probe, measurements, sound, unreadable } = analysis;
  return {
    video: {
      codec: probe.codec,
      width: probe.width,
      height: probe.height,
      frame_rate: probe.frameRate,
      rotation_degrees: probe.rotationDegrees,
      has_sound: probe.hasSound,
      ...probe.counting,
      recorded_from: probe.recorded?.from ?? 'file',
      ...(probe.place && { place: probe.place }),
      ...(probe.isInterlaced && { interlaced: true }),
      ...(probe.hdr && { hdr: probe.hdr }),
    },
    ...measurements,
    ...(sound && { sound }),
    speech: speechOf(cues, probe.durationSeconds),
    unreadable,
  };
}

/** Cues that begin after the end of the clip are left out. */
function speechOf(cues: readonly Cue[], durationSeconds: number): Range[] {
  return cues
    .filter(({ startSeconds }) => startSeconds < durationSeconds)
    .map(({ startSeconds, endSeconds }) => ({
      start_seconds: startSeconds,
      end_seconds: Math.min(endSeconds, durationSeconds),
    }));
}

export type RecordParts = {
  filename: string;
  /** The file's modification time. */
  modified: Date;
  words: Words;
  /** What of the words and the measurements the record has. */
  choices: Choices;
  measured: Measured;
  analysis: ClipAnalysis;
  /** `describe.fps`, as it was asked for. */
  fps: number;
  /** How long describing took. */
  seconds: number;
  provenance: Provenance;
  /** Name of the thumbnail that was written. */
  thumbnailFile?: string | undefined;
};

/**
 * Joins the engine's words and the measurements.
 *
 * The record is not validated here: its parts are typed, and its receiver validates it.
 */
export function composeRecord(parts: RecordParts): VideoDescription {
  const { words, choices, measured, analysis, provenance } = parts;
  const { durationSeconds } = analysis.probe;
  const { segments, shotType } = choices;
  const { in_timestamp = timestampOf(0), out_timestamp = timestampOf(durationSeconds) } =
    segments[0] ?? {};
  return {
    ...RECORD_HEAD,
    filename: parts.filename,
    video_description_long: words.description,
    video_description_short: snakeCase(words.shortName),
    ...(shotType && { primary_shot_type: shotType }),
    tags: [...tagsOf(choices.movement), ...(words.tags ?? []).filter((tag) => !isOfCamera(tag))],
    classification_time_seconds: rounded(parts.seconds, 3),
    classification_model: provenance.model,
    video_length_seconds: rounded(durationSeconds, 3),
    video_timestamp: analysis.probe.recorded?.timestamp ?? parts.modified.toISOString(),
    video_thumbnail_base64: '',
    in_timestamp,
    out_timestamp,
    rating: rounded(choices.rating, 2),
    segments,
    camera_movement: choices.movement,
    ...thumbnailFields(choices.thumbnail, parts),
    ...(parts.thumbnailFile !== undefined && { thumbnail_file: parts.thumbnailFile }),
    measured: withRoundedNumbers(measured),
    ...(words.said && { model_said: modelSaid(words.said, parts) }),
    provenance: {
      ...provenance,
      frame_times_seconds: withRoundedNumbers(provenance.frame_times_seconds, '_seconds'),
      ...(words.tokens && { answer_tokens: words.tokens.out }),
      ...(words.framesShown && {
        shown_frame_times_seconds: withRoundedNumbers(
          words.framesShown.map((frame) => provenance.frame_times_seconds[frame] ?? 0),
          '_seconds',
        ),
      }),
      ...(choices.decisions && { decisions: choices.decisions }),
    },
  };
}

/** @param frame index into the sampled frames */
function thumbnailFields(frame: number, { analysis, fps }: RecordParts) {
  const seconds = analysis.frames[frame]?.timestampSeconds ?? 0;
  return {
    thumbnail_frame: uniformFrame(seconds, fps, analysis.probe.durationSeconds),
    thumbnail_timestamp: timestampOf(seconds),
  };
}

function modelSaid(
  { segments, rating, thumbnail, ...said }: Said,
  parts: RecordParts,
): VideoDescription['model_said'] {
  return {
    ...said,
    ...(rating !== undefined && { rating: rounded(rating, 2) }),
    ...(segments && { segments: segments.map(toSegment) }),
    ...(thumbnail !== undefined && thumbnailFields(thumbnail, parts)),
  };
}

function isOfCamera(tag: string): boolean {
  return tag === 'static' || tag === 'dynamic';
}

/** Digits after the point: times to the µs, since PTS are exact; measurements are precise to three. */
const TIME_DIGITS = 6;
const MEASURE_DIGITS = 3;

/** A copy with its numbers rounded. */
function withRoundedNumbers<Value>(value: Value, key = ''): Value {
  if (typeof value === 'number') {
    return rounded(value, key.endsWith('_seconds') ? TIME_DIGITS : MEASURE_DIGITS) as Value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => withRoundedNumbers(item, key)) as Value;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, withRoundedNumbers(item, name)]),
    ) as Value;
  }
  return value;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
