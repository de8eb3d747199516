import { z } from 'zod';
import { explainIssue, unknownKey } from './config-issue.ts';
import {
  applyOverride,
  isMapping,
  type Mapping,
  overriddenKey,
  readConfigFile,
} from './config-source.ts';

/** Where the configuration is looked for when no file is named. */
export const DEFAULT_CONFIG_FILE = 'config.yaml';

export const ENGINES = ['measured', 'openai', 'transformers'] as const;
export type EngineName = (typeof ENGINES)[number];

/** A key's schema together with what its message says was expected and what the key is for. */
function key<Schema extends z.ZodType>(schema: Schema, expected: string, purpose: string): Schema {
  return schema.meta({ expected, description: purpose });
}

const positiveSeconds = z.number().positive().max(86_400);
const text = z.string().min(1);
const argv = z.union([text, z.array(text).min(1)]);

const server = z
  .strictObject({
    base_url: key(
      z.union([z.url(), z.array(z.url()).min(1)]).optional(),
      'a URL or a list of URLs',
      'where the model server is; a list shares the clips among several',
    ),
    api_key_env: key(
      text.optional(),
      'the name of an environment variable',
      'the environment variable that holds the API key',
    ),
    command: key(
      argv.optional(),
      'a command as a list of words, or the name of a preset',
      'the model server to start as the daemon’s child',
    ),
  })
  .meta({ expected: 'a mapping', description: 'the model server of the openai engine' });

const describe = z
  .strictObject({
    engine: key(
      z.enum(ENGINES).optional(),
      `one of ${ENGINES.join(', ')}`,
      'who looks at the frames; chosen by describe.model when left out',
    ),
    model: key(
      text.default('measured'),
      'the name of a model',
      'the model, as its engine knows it',
    ),
    fps: key(
      z.number().positive().max(60).default(1),
      'a number above 0, at most 60',
      'frames sampled per second; halved over 120 s, halved again over 300 s',
    ),
    max_pixels: key(
      z.int().min(16).max(33_177_600).default(224),
      'a whole number from 16 to 33177600',
      'size of a frame: under 1000 a side in px, else a count of pixels',
    ),
    max_frames: key(
      z.int().min(1).max(512).default(32),
      'a whole number from 1 to 512',
      'most frames sampled from one clip',
    ),
    max_tokens: key(
      z.int().min(1).max(1_000_000).default(2000),
      'a whole number from 1 to 1000000',
      'most tokens a model may answer with',
    ),
    temperature: key(
      z.number().min(0).max(2).default(0.7),
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
    server: server.optional(),
    model_path: key(text.optional(), 'the path of a folder', 'a local model folder'),
    dtype: key(text.optional(), 'a number format such as q4', 'number format of a local model'),
    device: key(text.optional(), 'a device such as cpu', 'what a local model runs on'),
  })
  .meta({ expected: 'a mapping', description: 'how a clip is described' });

/** Every key of `config.yaml` that this package reads, with its default. */
export const configSchema = z.object({
  preview_folder: key(
    text.default('videos/preview'),
    'the path of a folder',
    'the folder with the preview clips',
  ),
  preview_extension: key(
    text
      .regex(/^\.?\w+$/)
      .transform((extension) => extension.replace(/^\./, ''))
      .default('mp4'),
    'a file extension such as mp4',
    'which files in it are clips',
  ),
  subtitle_suffix: key(
    text.regex(/^[^/\\]+$/).default('_cleaned.srt'),
    'the end of a file name, such as _cleaned.srt',
    'what replaces the extension of a clip in the name of its subtitles',
  ),
  daemon_host: key(text.default('127.0.0.1'), 'a host name or address', 'where the daemon listens'),
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
});

export type Config = z.infer<typeof configSchema>;

/** What a plugin takes: any part of the configuration; the rest are defaults. */
export type ConfigInput = Partial<Omit<Config, 'describe'>> & {
  describe?: Partial<Config['describe']> | undefined;
};

/**
 * Reads `file`, lays the overrides over it, and fills in the defaults.
 *
 * @param file default `config.yaml` in the working directory, which may be missing; a file that is
 *   named must exist
 * @param overrides texts such as `describe.fps=2`; values are read as YAML
 * @throws {@link VlogDescribeError} naming the file and key, the value, and what was expected
 */
export function loadConfig(file?: string, overrides: readonly string[] = []): Config {
  const source = file ?? DEFAULT_CONFIG_FILE;
  const input = readConfigFile(source, file !== undefined);
  for (const override of overrides) {
    applyOverride(input, override);
  }
  const keys = overrides.map(overriddenKey);
  return checkConfig(input, (key) => (keys.includes(key) ? '--config' : source));
}

/**
 * The configuration of a plugin: what it was given, checked and filled up with the defaults; given
 * nothing, that of `config.yaml` in the working directory.
 */
export function resolveConfig(input?: ConfigInput): Config {
  return input === undefined ? loadConfig() : checkConfig({ ...input }, () => 'the options');
}

/** The engine that `describe.engine` names, or that `describe.model` asks for. */
export function engineName(settings: Config['describe']): EngineName {
  if (settings.engine !== undefined) {
    return settings.engine;
  }
  if (settings.model === 'measured') {
    return 'measured';
  }
  return settings.model_path === undefined ? 'openai' : 'transformers';
}

function checkConfig(input: Mapping, sourceOf: (key: string) => string): Config {
  // Keys of other stages pass; a key that looks like ours but is not is a slip of the pen.
  for (const name of Object.keys(input)) {
    if (name.startsWith('daemon_') && !Object.hasOwn(configSchema.shape, name)) {
      throw unknownKey(configSchema, [name], sourceOf);
    }
  }
  const result = configSchema.safeParse(withoutNulls(input));
  if (!result.success) {
    throw explainIssue(configSchema, input, result.error, sourceOf);
  }
  return result.data;
}

/** `key:` with nothing behind it is YAML for null, and means the default. */
function withoutNulls(input: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, isMapping(value) ? withoutNulls(value) : value]),
  );
}
