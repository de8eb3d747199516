import { isIP } from 'node:net';
import { z } from 'zod';
import { isGgufModel } from '../model-files/model-name.ts';
import { EXPECTED_SHARD, parseShard } from './shard.ts';

/** A key's schema together with what its message says was expected and what the key is for. */
function key<Schema extends z.ZodType>(schema: Schema, expected: string, purpose: string): Schema {
  return schema.meta({ expected, description: purpose });
}

/** What a request to the daemon may set for one clip, and the configuration for all. */
export const Parameters = z.object({
  fps: z.number().positive().max(60),
  max_pixels: z.int().min(16).max(33_177_600),
  max_frames: z.int().min(1).max(512),
  max_tokens: z.int().min(1).max(1_000_000),
  temperature: z.number().min(0).max(2),
});
export type Parameters = z.infer<typeof Parameters>;

/** Below this, `max_pixels` is the side of a square, in px; from it on, a count of pixels. */
const LARGEST_SIDE = 1000;

/** How many pixels `max_pixels` means: 224 is 224 × 224, as the seed's client reads it. */
export function pixelCount(maxPixels: number): number {
  return maxPixels < LARGEST_SIDE ? maxPixels ** 2 : maxPixels;
}

/** The parameters among the settings; a size is a count of pixels, which is all that the seed's daemon knows. */
export function parametersOf(settings: object): Parameters {
  const parameters = Parameters.parse(settings);
  return { ...parameters, max_pixels: pixelCount(parameters.max_pixels) };
}

const positiveSeconds = z.number().positive().max(86_400);
const text = z.string().min(1);
const argv = z.union([text, z.array(text).min(1)]);

/** Keys belong into a variable: the URL is shown in messages, in the log and by `/health`. */
const serverUrl = z.url({ protocol: /^https?$/ }).refine((url) => {
  // What is no URL at all gets here too.
  const { username, password, search, hash } = URL.canParse(url) ? new URL(url) : {};
  // What stands behind ? would not be sent.
  return !username && !password && !search && !hash;
});

const slotCount = z.int().min(1).max(1024);

const server = z
  .strictObject({
    base_url: key(
      z.union([serverUrl, z.array(serverUrl).min(1).max(256)]).optional(),
      'an http or https URL without a password or ?, or a list of such URLs',
      'where the model server is; a list shares the clips among several',
    ),
    api_key_env: key(
      text.optional(),
      'the name of an environment variable',
      'the environment variable that holds the API key',
    ),
    slots: key(
      z
        .union([
          slotCount,
          z.tuple([slotCount, slotCount]).refine(([least, most]) => least <= most),
        ])
        .optional(),
      'a whole number from 1 to 1024, or two such as [1, 16]',
      'clips that each URL is asked about at the same time, or between which two it is learned from the answers; when left out, llama-server is asked, vLLM gets 8, others 1',
    ),
    hedge: key(
      z.number().min(1.5).max(100).optional(),
      'a number from 1.5 to 100',
      'a clip that takes so many times as long as usual is asked about once more, at another server with a free slot, and the first answer counts; left out, none is',
    ),
    command: key(
      argv.optional(),
      'a command as a list of words, or the name of a preset (mlx, llama-server, vllm)',
      'the model server to start as the daemon’s child: mlx, llama-server, vllm, or a command with {model} {host} {port}',
    ),
  })
  .meta({ expected: 'a mapping', description: 'the model server of the openai engine' });

const describe = z
  .strictObject({
    engine: key(
      text.optional(),
      'the name of an engine, such as measured or openai',
      'who looks at the frames; chosen by describe.model when left out',
    ),
    model: key(
      text.default('measured'),
      'the name of a model',
      'the model, as its engine knows it; when it is left out beside `server`, the only one that the server lists',
    ),
    fps: key(
      Parameters.shape.fps.default(1),
      'a number above 0, at most 60',
      'frames sampled per second, the base rate: fewer where nothing changes, up to twice as many in a busy clip; halved over 120 s, halved again over 300 s',
    ),
    max_pixels: key(
      Parameters.shape.max_pixels.default(224),
      'a whole number from 16 to 33177600',
      'pixels of a frame, at the clip’s own aspect ratio; under 1000 it is squared: 224 is 50,176 px, 298×168 at 16:9',
    ),
    max_frames: key(
      Parameters.shape.max_frames.default(32),
      'a whole number from 1 to 512',
      'most frames sampled from one clip',
    ),
    max_tokens: key(
      Parameters.shape.max_tokens.default(2000),
      'a whole number from 1 to 1000000',
      'most tokens a model may answer with',
    ),
    temperature: key(
      Parameters.shape.temperature.default(0.7),
      'a number from 0 to 2',
      'how freely a model chooses its words',
    ),
    require_subtitles: key(
      z.boolean().default(true),
      'true or false',
      'hold a clip back until its subtitles are there',
    ),
    timeout: key(
      positiveSeconds.default(600),
      'a number of seconds above 0',
      'longest time for one clip, all tries together, in s',
    ),
    prompt_file: key(text.optional(), 'the path of a file', 'a prompt of your own'),
    thumbnail_file: key(
      z
        .union([
          z.literal([false, '']),
          z.string().regex(/^(?!\.)[^/\\\0]*\{stem\}[^/\\\0]*\.jpe?g$/i),
        ])
        .transform((name) => name || false)
        .default('{stem}_thumb.jpg'),
      'a file name such as {stem}_thumb.jpg, or false',
      'the picture that is written beside each clip, {stem} being the clip’s name without its extension; false writes none',
    ),
    live_report: key(
      z.boolean().default(false),
      'true or false',
      'show the report in the browser while clips are described, at the address of the daemon',
    ),
    server: server.optional(),
    model_path: key(
      text.optional(),
      'the path of a folder or of a .gguf file',
      'a local model: a GGUF file with its mmproj, a folder of them, or one for transformers.js',
    ),
    dtype: key(
      text.optional(),
      'a number format such as q4',
      'number format of a model of the engine transformers',
    ),
    device: key(text.optional(), 'a device such as cpu', 'what a local model runs on'),
  })
  .meta({ expected: 'a mapping', description: 'how a clip is described' });

/** What a timeline can be written as. */
export const TIMELINE_FORMATS = ['otio', 'fcpxml', 'edl', 'markers', 'mlt', 'csv', 'srt'] as const;
export type TimelineFormat = (typeof TIMELINE_FORMATS)[number];

/** What comes first on a timeline: the earliest, the first by name, the best. */
export const TIMELINE_ORDERS = ['recorded', 'name', 'rating'] as const;
export type TimelineOrder = (typeof TIMELINE_ORDERS)[number];

/** In s. An hour of black is a mistake. */
const LONGEST_GAP = 3600;

/** One `{stem}`, in the name; `**` only as the last folder; `*` only as the extension. */
const mediaPattern = text.regex(
  /^(?:[^*{}\0]*\/)?(?:\*\*\/)?[^*{}/\0]*\{stem\}[^*{}/\0]*(?:\.\*)?$/,
);

const timeline = z
  .strictObject({
    file: key(
      text.default('timeline.otio'),
      'the path of a file',
      'where the timeline is written; its ending is its format: .otio, .fcpxml, .edl, .markers.edl, .mlt, .kdenlive, .csv or .srt',
    ),
    format: key(
      z.enum(TIMELINE_FORMATS).optional(),
      `one of ${TIMELINE_FORMATS.join(', ')}`,
      'its format, when its ending does not tell',
    ),
    order: key(
      z.enum(TIMELINE_ORDERS).default('recorded'),
      `one of ${TIMELINE_ORDERS.join(', ')}`,
      'the order of the clips: by when they were recorded, by name, or the best first',
    ),
    min_rating: key(
      z.number().min(0).max(1).default(0),
      'a number from 0 to 1',
      'clips rated lower are left out',
    ),
    gap: key(
      z.number().min(0).max(LONGEST_GAP).default(0),
      `a number of seconds from 0 to ${LONGEST_GAP}`,
      'black between two clips, in s',
    ),
    media: key(
      mediaPattern.optional(),
      'a path such as originals/{stem}.*, or originals/**/{stem}.mov with sub-folders',
      'the originals that the timeline is to have instead of the previews, {stem} being the clip’s name without its extension',
    ),
  })
  .meta({ expected: 'a mapping', description: 'the timeline for an editor' });

const report = z
  .strictObject({
    file: key(
      text.regex(/\.html?$/i).default('report/index.html'),
      'the path of a file that ends in .html',
      'where the report is written; its pictures and data stand beside it',
    ),
  })
  .meta({ expected: 'a mapping', description: 'the page to look through the clips' });

/** A name as RFC 1123 has it, or an address. */
const host = text.refine(
  (written) =>
    isIP(written) !== 0 || /^(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})*\.?$/i.test(written),
);
/** `/**` at the end of a path, and nowhere else. */
const folder = text.regex(/^(?!.*\*\*.)/);
const extension = text.regex(/^\.?\w+$/).transform((written) => written.replace(/^\./, ''));

/** Every key of `config.yaml` that this package reads, with its default. */
export const configSchema = z.object({
  preview_folder: key(
    z.union([folder, z.array(folder).min(1)]).default('videos/preview'),
    'the path of a folder, with /** at its end for its sub-folders too, or a list of such paths',
    'where the preview clips are',
  ),
  preview_extension: key(
    z.union([extension, z.array(extension).min(1)]).default('mp4'),
    'a file extension such as mp4, or a list of them',
    'which files there are clips; case does not matter',
  ),
  subtitle_suffix: key(
    text.regex(/^[^/\\]+$/).default('_cleaned.srt'),
    'the end of a file name, such as _cleaned.srt',
    'what replaces the extension of a clip in the name of its subtitles',
  ),
  shard: key(
    z
      .string()
      .refine((part) => parseShard(part) !== undefined)
      .optional(),
    EXPECTED_SHARD,
    'the part of the clips that this run describes, as --shard says it; the others are those of other machines',
  ),
  daemon_host: key(
    host.default('127.0.0.1'),
    'a host name or address, such as 127.0.0.1 or ::1',
    'where the daemon listens',
  ),
  daemon_port: key(
    z.int().min(0).max(65_535).default(5555),
    'a port from 0 (any free one) to 65535',
    'the port it listens on',
  ),
  daemon_signal_file: key(
    text.default('status/daemon_running.signal'),
    'the path of a file',
    'exists exactly while the daemon is ready',
  ),
  daemon_pid_file: key(
    text.default('status/daemon.pid'),
    'the path of a file',
    'holds the daemon’s PID while it lives',
  ),
  daemon_log_file: key(
    text.default('logs/daemon.log'),
    'the path of a file',
    'what the daemon printed; daemon_start.log and daemon_stop.log stand beside it',
  ),
  daemon_command: key(
    argv.optional(),
    'a command as a list of words',
    'a daemon to run instead of the packaged one; {model} {host} {port} are filled in',
  ),
  daemon_start_timeout: key(
    positiveSeconds.default(300),
    'a number of seconds above 0',
    'longest silence of a starting daemon, in s; progress extends it',
  ),
  daemon_stop_timeout: key(
    positiveSeconds.default(10),
    'a number of seconds above 0',
    'how long a stopping daemon may take before it is killed, in s',
  ),
  daemon_keep_alive: key(
    z.number().min(0).max(86_400).default(0),
    'a number of seconds, 0 or more',
    'how long an unused daemon stays up for the next run, in s',
  ),
  daemon_token_env: key(
    text.optional(),
    'the name of an environment variable',
    'the environment variable that holds the token callers must send',
  ),
  describe: describe.prefault({}),
  timeline: timeline.prefault({}),
  report: report.prefault({}),
});

/** The whole configuration, checked and with its defaults; see docs/configuration.md. */
export type Config = z.infer<typeof configSchema>;

/** What a plugin takes: any part of the configuration; the rest are defaults. */
export type ConfigInput = Partial<Omit<Config, 'describe' | 'timeline' | 'report'>> & {
  describe?: Partial<Config['describe']> | undefined;
  timeline?: Partial<Config['timeline']> | undefined;
  report?: Partial<Config['report']> | undefined;
};

/** Stands for a model that is left out beside `describe.server`: the only one that the server lists. */
export const ONLY_MODEL = 'auto';

/** How many clips a model server may be asked about at the same time; `least` only when it is to be learned. */
export function slotBounds({ server }: Config['describe']): { least?: number; most?: number } {
  const { slots } = server ?? {};
  if (!Array.isArray(slots)) {
    return slots === undefined ? {} : { most: slots };
  }
  const [least, most] = slots;
  return least === most ? { most } : { least, most };
}

/** The engine that `describe.engine` names, or that `describe.model` asks for. */
export function engineName(settings: Config['describe']): string {
  if (settings.engine !== undefined) {
    return settings.engine;
  }
  if (settings.model === 'measured') {
    return 'measured';
  }
  const { base_url, command } = settings.server ?? {};
  if (base_url === undefined && command === undefined && isGgufModel(settings)) {
    return 'llama';
  }
  return settings.model_path === undefined ? 'openai' : 'transformers';
}
