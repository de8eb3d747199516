import { z } from 'zod';

/**
 * The record that stands next to each clip, and the answer of `POST /describe`.
 *
 * One schema serves all: it types the record, validates what an engine or a foreign daemon
 * answered, and decides whether a record found on disk can be trusted.
 */

export const SHOT_TYPES = ['pov', 'insert', 'establishing'] as const;
export const TAGS = ['static', 'dynamic', 'closeup', 'medium', 'wide'] as const;
export const CAMERA_MOVEMENTS = ['still', 'panning', 'moving forward', 'random'] as const;
export const DIRECTIONS = [
  'right',
  'down right',
  'down',
  'down left',
  'left',
  'up left',
  'up',
  'up right',
] as const;

/** `HH:MM:SS.sss`, counted from the first frame of the clip. */
const timestamp = z.string().regex(/^\d{2,}:[0-5]\d:[0-5]\d\.\d{3}$/, 'expected HH:MM:SS.sss');
const seconds = z.number().nonnegative();
const fraction = z.number().min(0).max(1);

/** A stretch of the clip in seconds from its first frame. */
const range = z.object({ start_seconds: seconds, end_seconds: seconds });

const segment = z.object({ in_timestamp: timestamp, out_timestamp: timestamp });

/** How the camera moves. */
const camera = z.object({
  movement: z.enum(CAMERA_MOVEMENTS),
  confidence: fraction,
  /** Where the camera turns or travels to, when there is a dominant translation. */
  direction: z.enum(DIRECTIONS).optional(),
  /** Mean speed of that translation, in % of the frame's width per second. */
  speed_percent_per_second: z.number().nonnegative(),
  /** Growth of the picture in % per second: above 0 moving in, below 0 pulling back. */
  zoom_percent_per_second: z.number(),
  /** Unsteadiness: movement around the steady path, RMS, in % of the frame's width per second. */
  shake_percent_per_second: z.number().nonnegative(),
});

/**
 * What a model said in its own fields, mended and bounded to the clip. Where something of it can be
 * measured, the record's own fields have the measure: movement, segments, thumbnail, static and dynamic.
 * A field that is absent here was not said in a way that can be understood.
 */
const modelSaid = z.object({
  primary_shot_type: z.enum(SHOT_TYPES).optional(),
  tags: z.array(z.enum(TAGS)).optional(),
  rating: fraction.optional(),
  camera_movement: z.enum(CAMERA_MOVEMENTS).optional(),
  segments: z.array(segment).optional(),
  /** Index into the sampled frames. */
  thumbnail_frame: z.int().nonnegative().optional(),
});

/** What was probed and measured in the clip itself; no model had a part in it. */
const measured = z.object({
  video: z.object({
    codec: z.string(),
    /** Displayed size in px: rotation and pixel aspect are applied. */
    width: z.int().positive(),
    height: z.int().positive(),
    /** Mean frames per second over the whole clip; 0 when there is one frame only. */
    frame_rate: z.number().nonnegative(),
    /** Clockwise turn that the container asks of the player. */
    rotation_degrees: z.number(),
    has_sound: z.boolean(),
  }),
  /** Over the whole clip: what the camera does for the longest time when there are cuts. */
  camera,
  /** From cut to cut, exact to the frame; blank stretches before, between and after are left out. */
  shots: z.array(range.extend({ camera })),
  /** From and to a blank picture (black, white): from the last blank frame to the first whole one. */
  fades: z.array(range.extend({ kind: z.enum(['in', 'out']) })),
  /**
   * Where the camera is swung at more than 30 % of the frame's width per s and three times its
   * usual speed, for 0.3 s and longer: lifted, put down, turned to the next subject.
   */
  jerky: z.array(range),
  light: z.object({
    /** Mean luma of the clip: 0 is black, 1 is white. */
    mean_luma: fraction,
    /** Where at least 98 % of the picture are black (luma under 0.1), for 0.2 s and longer. */
    black: z.array(range),
    /** Where at least a quarter of the picture has burnt out to white, for 0.5 s and longer. */
    clipped: z.array(range),
    /** Where mean luma is under 0.12 though not black, for 0.5 s and longer. */
    dark: z.array(range),
  }),
  /** Where the picture stands still to the last pixel, for 1 s and longer. */
  frozen: z.array(range),
  /**
   * Share of the picture that changes by more than 8 % of white within 0.1 s, mean over the clip,
   * whether the camera moves or things before it do.
   */
  activity: fraction,
  /**
   * Over how much of the frame fine detail is spread, mean over the sampled frames: near 0 it is
   * all in one place, at 1 it is the same everywhere.
   */
  detail_spread: fraction,
  /** One entry per sampled frame, in the order of `thumbnail_frame`'s index. */
  frames: z.array(
    z.object({
      timestamp_seconds: seconds,
      /** Variance of the Laplacian of the luma (0–255), on the analysis frame. */
      sharpness: z.number().nonnegative(),
      /** 0 is black, 1 is white. */
      mean_luma: fraction,
    }),
  ),
  /** Absent when the clip has no sound that can be decoded. */
  sound: z
    .object({
      /** Integrated loudness after EBU R 128, in LUFS; absent when all is below its gate. */
      loudness_lufs: z.number().optional(),
      /** Where it stays below -50 dBFS for half a second and longer. */
      silence: z.array(range),
    })
    .optional(),
  /** Where the subtitles have speech. */
  speech: z.array(range),
  /** Where the file is damaged: frames are missing there, or not as they were recorded. */
  unreadable: z.array(range),
});

/** What a file was when it was read; enough to tell later whether it has changed. */
const fingerprint = z.object({
  size_bytes: z.int().nonnegative(),
  modified_ms: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What made the record; `pending()` compares it with what would be made now. */
const provenance = z.object({
  tool: z.string(),
  tool_version: z.string(),
  engine: z.string(),
  engine_version: z.string(),
  model: z.string(),
  /** SHA-256 of the prompt template; absent when the engine takes no prompt. */
  prompt_sha256: z.string().optional(),
  /** What is filled into the template, and how; absent when the engine takes no prompt. */
  prompt_version: z.string().optional(),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  clip: fingerprint,
  /** `null`: the clip was described without subtitles. */
  subtitles: fingerprint.nullable(),
  /** Exact times of the sampled frames. */
  frame_times_seconds: z.array(seconds),
  /** Those that the model was shown, when its context was too small for all. */
  shown_frame_times_seconds: z.array(seconds).optional(),
});

/** Unknown fields pass: other programs may keep theirs in the record. */
export const VideoDescription = z.looseObject({
  filename: z.string(),
  video_description_long: z.string().min(1),
  video_description_short: z
    .string()
    .regex(
      /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+(_[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+)*$/u,
      'expected snake_case',
    )
    .max(80),
  /** Left out when nothing in the clip tells. */
  primary_shot_type: z.enum(SHOT_TYPES).optional(),
  tags: z.array(z.enum(TAGS)),
  classification_time_seconds: seconds,
  classification_model: z.string(),
  video_length_seconds: seconds,
  video_timestamp: z.iso.datetime({ offset: true }),
  video_thumbnail_base64: z.literal(''),
  in_timestamp: timestamp,
  out_timestamp: timestamp,
  rating: fraction,
  segments: z.array(segment).min(1),
  /** Always there in records of our own daemon. */
  camera_movement: z.enum(CAMERA_MOVEMENTS).optional(),
  /** Index into the sampled frames. */
  thumbnail_frame: z.int().nonnegative(),
  // What our own daemon adds; a record from another daemon does without.
  thumbnail_timestamp: timestamp.optional(),
  measured: measured.optional(),
  /** Absent when no model was asked. */
  model_said: modelSaid.optional(),
  provenance: provenance.optional(),
});
export type VideoDescription = z.infer<typeof VideoDescription>;

export type Measured = z.infer<typeof measured>;
export type Provenance = z.infer<typeof provenance>;
export type Fingerprint = z.infer<typeof fingerprint>;
export type Range = z.infer<typeof range>;
export type Segment = z.infer<typeof segment>;
export type CameraMovement = (typeof CAMERA_MOVEMENTS)[number];
export type Direction = (typeof DIRECTIONS)[number];
export type ShotType = (typeof SHOT_TYPES)[number];
export type Tag = (typeof TAGS)[number];
