import { z } from 'zod';
import {
  BOUNDARY_KINDS,
  CAMERA_MOTIONS,
  CAMERA_MOVEMENTS,
  DIRECTIONS,
  RECORDED_FROM,
  SHOT_TYPES,
  TAGS,
} from './vocabulary.ts';

export * from './vocabulary.ts';

/**
 * The record that stands next to each clip, and the answer of `POST /describe`.
 *
 * One schema serves all: it types the record, validates what an engine or a foreign daemon
 * answered, and decides whether a record found on disk can be trusted.
 */

/** Goes up when a reader of the last format would misread the next; new fields alone do not count. */
export const FORMAT_VERSION = 2;

/** The name of schema.json, which is its `$id`; nothing is to be fetched from it. */
export const SCHEMA_ID = `urn:gulp-vlog-describe:record:${FORMAT_VERSION}`;

/** What each record begins with. */
export const RECORD_HEAD = { $schema: SCHEMA_ID, format_version: FORMAT_VERSION };

/** Counted from the first frame of the clip. */
const timestamp = z.string().regex(/^\d{2,}:[0-5]\d:[0-5]\d\.\d{3}$/, 'expected HH:MM:SS.sss');
const seconds = z.number().nonnegative();
const fraction = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A stretch of the clip in seconds from its first frame. */
const range = z.object({
  start_seconds: seconds.describe('From here, counted from the first frame.'),
  end_seconds: seconds.describe('To here.'),
});

const segment = z.object({
  in_timestamp: timestamp.describe('From here, counted from the first frame.'),
  out_timestamp: timestamp.describe('To here.'),
});

/** How the camera moves. */
const camera = z.object({
  movement: z.enum(CAMERA_MOVEMENTS).describe('What the camera does most of the time.'),
  confidence: fraction.describe('How probable it is that a person would say the same.'),
  uncertain: z
    .literal(true)
    .optional()
    .describe('When `confidence` is too low to build on: no text claims this movement.'),
  direction: z
    .enum(DIRECTIONS)
    .optional()
    .describe('Where the camera turns or travels to, when it mostly goes one way.'),
  motions: z
    .array(z.enum(CAMERA_MOTIONS))
    .optional()
    .describe(
      'What four words cannot tell: travelling sideways past things near and far, growth of the picture without parallax, turning up or down, turning about the optical axis, circling around the subject, moving back. Missing when none is seen.',
    ),
  speed_percent_per_second: z
    .number()
    .nonnegative()
    .describe('Mean speed of that way, in % of the frame’s width per s.'),
  zoom_percent_per_second: z
    .number()
    .describe('Growth of the picture: above 0 moving in, below 0 pulling back.'),
  shake_percent_per_second: z
    .number()
    .nonnegative()
    .describe('RMS speed around the steady path, in % of the frame’s width per s.'),
});

/**
 * What a model said in its own fields, repaired and bounded to the clip, before it was weighed against the measures.
 * A field that is missing here was not said in a way that can be understood.
 */
const modelSaid = z.object({
  primary_shot_type: z.enum(SHOT_TYPES).optional().describe('As `primary_shot_type` above.'),
  tags: z.array(z.enum(TAGS)).optional().describe('As `tags` above.'),
  rating: fraction.optional().describe('As `rating` above.'),
  camera_movement: z.enum(CAMERA_MOVEMENTS).optional().describe('As `camera_movement` above.'),
  segments: z.array(segment).optional().describe('The parts it would keep.'),
  thumbnail_frame: z.int().nonnegative().optional().describe('As `thumbnail_frame` above.'),
  thumbnail_timestamp: timestamp.optional().describe('The time of the frame that it named.'),
});

/** What was probed and measured in the clip itself; no model had a part in it. */
const measured = z.object({
  video: z
    .object({
      codec: z.string().describe('As FFmpeg names it.'),
      width: z.int().positive().describe('As displayed: rotation and pixel aspect are applied.'),
      height: z.int().positive().describe('As displayed.'),
      frame_rate: z
        .number()
        .nonnegative()
        .describe('Mean over the whole clip; 0 when there is one frame only.'),
      nominal_frame_rate: z
        .string()
        .regex(/^[1-9]\d*\/[1-9]\d*$/)
        .optional()
        .describe(
          'What its frames are counted at, exactly, in frames per s: `30000/1001` is 29.97. Missing when they come at uneven times, and in older records.',
        ),
      variable_frame_rate: z
        .literal(true)
        .optional()
        .describe('When frames come at uneven times, as from phones and screen recorders.'),
      start_timecode: z
        .string()
        .regex(/^\d\d:\d\d:\d\d[:;]\d{2,3}$/)
        .optional()
        .describe(
          'Timecode of the first frame, when the file has one; a semicolon before the frames tells of drop-frame.',
        ),
      rotation_degrees: z.number().describe('Clockwise turn that the file asks of a player.'),
      has_sound: z.boolean().describe('Whether there is a sound track.'),
      sound_channels: z
        .int()
        .positive()
        .optional()
        .describe('Of the sound that a player would play; missing in older records.'),
      sound_sample_rate: z.int().positive().optional().describe('In samples per s.'),
      recorded_from: z
        .enum(RECORDED_FROM)
        .optional()
        .describe(
          'What tells when it was recorded: a tag of Apple’s cameras, the container’s own time, or only the file’s modification time.',
        ),
      place: z
        .object({
          latitude_degrees: z.number().min(-90).max(90).describe('North of the equator.'),
          longitude_degrees: z.number().min(-180).max(180).describe('East of Greenwich.'),
        })
        .optional()
        .describe('Where it was recorded, when the container says so.'),
      interlaced: z
        .literal(true)
        .optional()
        .describe('When frames consist of two fields; measures and pictures take the upper one.'),
      hdr: z
        .enum(['pq', 'hlg'])
        .optional()
        .describe('How light is coded in HDR; measures and pictures take it as SDR would show it.'),
    })
    .describe('The file.'),
  camera: camera.describe('Over the whole clip: that of the shots that last longest together.'),
  shots: z
    .array(range.extend({ camera: camera.describe('In this shot.') }))
    .describe('From boundary to boundary; blank stretches belong to no shot.'),
  boundaries: z
    .array(
      range.extend({
        kind: z
          .enum(BOUNDARY_KINDS)
          .describe(
            'At a cut, both times are that of the first new frame. In a dissolve two shots are seen at once; wipes count as dissolves. A fade goes through a blank picture, a gap is one between two cuts.',
          ),
        confidence: fraction.describe('How clear it is that two shots meet here, not calibrated.'),
      }),
    )
    .optional()
    .describe('Where one shot ends and the next begins, in order; missing in older records.'),
  active_picture: z
    .object({
      left: fraction.describe('Of the width.'),
      top: fraction.describe('Of the height.'),
      width: fraction.describe('Of the width.'),
      height: fraction.describe('Of the height.'),
    })
    .optional()
    .describe(
      'Where the picture is, when there are bars or a frame around it; what follows is measured in there.',
    ),
  fades: z
    .array(
      range.extend({ kind: z.enum(['in', 'out']).describe('From, or to, the blank picture.') }),
    )
    .describe('Between a blank picture, black or white, and a whole one.'),
  jerky: z
    .array(range)
    .describe(
      'Where the camera is swung: over 30 % of the width per s and 3 times its usual speed, for 0.3 s and longer.',
    ),
  light: z
    .object({
      mean_luma: fraction.describe('Mean brightness of the clip: 0 is black, 1 is white.'),
      black: z.array(range).describe('98 % of the picture is black, for 0.2 s and longer.'),
      clipped: z
        .array(range)
        .describe('A quarter of the picture has burnt out to white, for 0.5 s and longer.'),
      dark: z.array(range).describe('Mean luma is under 0.12, not black, for 0.5 s and longer.'),
    })
    .describe('Brightness.'),
  colour: z
    .object({
      dominant: z
        .array(
          z.object({
            name: z
              .string()
              .describe('As people name it: `steel blue`, `sand`; where many blues are, `blue`.'),
            share: fraction.describe('Of all pixels of the clip.'),
          }),
        )
        .describe('The colours that fill most of the picture, the first most; at most five.'),
      colourfulness: z
        .number()
        .nonnegative()
        .describe('After Hasler and Süsstrunk: 15 is slightly colourful, 45 usual, 80 highly.'),
      warmth: z
        .number()
        .describe('Mean `b` of OKLab: above 0.03 the picture looks warm, under −0.02 cold.'),
    })
    .optional()
    .describe('Colours, told twice a second.'),
  frozen: z.array(range).describe('The picture stands still to the last pixel, 1 s and longer.'),
  blurred: z
    .array(range)
    .optional()
    .describe(
      'Out of focus, or smeared by motion, though the shot is sharp elsewhere, for 0.3 s and longer.',
    ),
  activity: fraction.describe(
    'Share of the picture that changes by more than 8 % of white within 0.1 s, mean over the clip.',
  ),
  detail_spread: fraction.describe(
    'How far fine detail is spread: near 0 in one place, 1 the same everywhere.',
  ),
  frames: z
    .array(
      z.object({
        timestamp_seconds: seconds.describe('Exact, from the frame’s own timestamp.'),
        sharpness: z
          .number()
          .nonnegative()
          .describe('Variance of the Laplacian of the luma (0 to 255), at 160×90 px.'),
        blur: fraction
          .optional()
          .describe('Share of the picture’s steps that are soft: 0.2 to 0.45 when it is in focus.'),
        mean_luma: fraction.describe('0 is black, 1 is white.'),
      }),
    )
    .describe('The sampled frames; `thumbnail_timestamp` is the time of one of them.'),
  sound: z
    .object({
      loudness_lufs: z
        .number()
        .optional()
        .describe('Integrated loudness, EBU R 128; missing when all is below its gate.'),
      kind: z
        .enum(['speech-like', 'music-like'])
        .optional()
        .describe('What most of it sounds like; missing when it is neither, or that is not sure.'),
      silence: z.array(range).describe('Under −50 dBFS for 0.5 s and longer.'),
    })
    .optional()
    .describe('Missing when there is no sound that can be decoded.'),
  speech: z.array(range).describe('Where the subtitles have text.'),
  unreadable: z
    .array(range)
    .describe('Where the file is damaged: frames are missing, or not as they were recorded.'),
});

/** What a file was when it was read; enough to tell later whether it has changed. */
const fingerprint = z.object({
  size_bytes: z.int().nonnegative().describe('Size of the file.'),
  modified_ms: z.number().describe('Modification time, in ms since 1970 UTC.'),
  sha256: sha256.describe('Of the contents.'),
});

/** Where a field comes from that both a model and a measure have a say in. */
const decision = z.object({
  field: z.string().describe('Name of the field.'),
  from: z.enum(['model', 'measured']).describe('Whose value the record has.'),
  why: z.string().describe('What decided, in words.'),
});

/** A model in GGUF and the llama.cpp that ran it. They tell where words are from, and make no record stale. */
const localModel = z.object({
  file: z.string().describe('Name of the model’s file, of its first part when it is split.'),
  sha256: sha256.describe('Of that file.'),
  quantization: z.string().optional().describe('Such as `Q4_K_M`.'),
  build: z.string().describe('The program or package, and its build of llama.cpp.'),
  device: z.string().optional().describe('What it ran on, such as `CPU` or `CUDA0`, when known.'),
});

/** What made the record; `pending()` compares it with what would be made now. */
const provenance = z.object({
  tool: z.string().describe('The program that wrote the record.'),
  tool_version: z.string().describe('Its version.'),
  engine: z.string().describe('Which engine found the words.'),
  engine_version: z.string().describe('Goes up when the engine’s words would change.'),
  model: z.string().describe('The model, as its engine knows it.'),
  prompt_sha256: sha256
    .optional()
    .describe('Of the prompt’s template; missing when the engine takes no prompt.'),
  prompt_version: z
    .string()
    .optional()
    .describe('Of what is filled into the template; missing when the engine takes no prompt.'),
  parameters: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('Those keys of `describe` that this engine heeds.'),
  clip: fingerprint.describe('The clip as it was described.'),
  subtitles: fingerprint.nullable().describe('`null`: described without subtitles.'),
  answer_tokens: z
    .int()
    .positive()
    .optional()
    .describe('Tokens that the model wrote, all tries together; missing when that is not known.'),
  frame_times_seconds: z.array(seconds).describe('Exact times of the sampled frames.'),
  shown_frame_times_seconds: z
    .array(seconds)
    .optional()
    .describe('Those the model was shown, when its context was too small for all.'),
  local_model: localModel
    .optional()
    .describe('What ran the model; missing unless the engine is `llama`.'),
  decisions: z
    .array(decision)
    .optional()
    .describe('What won where both the model and a measure have a say; missing without a model.'),
});

/** Unknown fields pass: other programs may keep theirs in the record. */
export const VideoDescription = z.looseObject({
  $schema: z
    .string()
    .optional()
    .describe('The `$id` of `gulp-vlog-describe/schema.json`, a name and no address.'),
  format_version: z
    .int()
    .positive()
    .optional()
    .describe('Goes up when a reader of the last format would misread this one.'),
  filename: z.string().describe('Name of the clip, without its folder.'),
  video_description_long: z.string().min(1).describe('What happens, in a few sentences.'),
  video_description_short: z
    .string()
    .regex(
      /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+(_[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+)*$/u,
      'expected snake_case',
    )
    .max(80)
    .describe('A few words in snake_case, safe as a file name.'),
  primary_shot_type: z
    .enum(SHOT_TYPES)
    .optional()
    .describe(
      'Seen by who films, a detail, or a place; missing when no model says so and the camera does not tell.',
    ),
  tags: z
    .array(z.enum(TAGS))
    .describe(
      '`static` or `dynamic` is what the camera does, as `camera_movement` says; the size of the shot is the model’s word.',
    ),
  classification_time_seconds: seconds.describe('How long describing took.'),
  classification_model: z.string().describe('The model, or `measured` when there was none.'),
  video_length_seconds: seconds.describe('Length of the clip.'),
  video_timestamp: z.iso
    .datetime({ offset: true })
    .describe('When the clip was recorded; `measured.video.recorded_from` says how that is known.'),
  video_thumbnail_base64: z.literal('').describe('Always empty; kept for older readers.'),
  in_timestamp: timestamp.describe('Start of the first segment.'),
  out_timestamp: timestamp.describe('End of the first segment.'),
  rating: fraction.describe(
    'How well the clip is filmed, not what it shows: 0 useless, 0.5 middling, 1 excellent.',
  ),
  segments: z
    .array(segment)
    .min(1)
    .describe('The parts worth keeping: in order, inside the clip, not overlapping.'),
  camera_movement: z
    .enum(CAMERA_MOVEMENTS)
    .optional()
    .describe('What the camera does most of the time; our own daemon always says.'),
  thumbnail_frame: z
    .int()
    .nonnegative()
    .describe(
      'The frame to show, counted at an even `fps`: frame k is the one at k / `fps` s (`fps` / 2 over 120 s, / 4 over 300 s), the nearest to `thumbnail_timestamp`.',
    ),
  // Our own daemon adds what follows; a record of another daemon does without.
  thumbnail_timestamp: timestamp.optional().describe('The exact time of the frame to show.'),
  thumbnail_file: z
    .string()
    .optional()
    .describe('Name of the picture of that frame, beside the clip; missing when none was written.'),
  measured: measured.optional().describe('What was measured in the clip; no model took part.'),
  model_said: modelSaid
    .optional()
    .describe(
      'What the model said before it was weighed against the measures; missing without a model.',
    ),
  provenance: provenance
    .optional()
    .describe('What made the record; decides whether it is still up to date.'),
});
export type VideoDescription = z.infer<typeof VideoDescription>;

export type Measured = z.infer<typeof measured>;
export type Provenance = z.infer<typeof provenance>;
/** What decides, besides the clip and its subtitles, what its record will say. */
export type Recipe = Omit<
  Provenance,
  'clip' | 'subtitles' | 'frame_times_seconds' | 'decisions' | 'local_model'
>;
/** Where the value of a field comes from, and why. */
export type Decision = z.infer<typeof decision>;
export type Fingerprint = z.infer<typeof fingerprint>;
export type Range = z.infer<typeof range>;
export type Segment = z.infer<typeof segment>;
