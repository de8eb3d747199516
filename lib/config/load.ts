import { closest, distance } from 'fastest-levenshtein';
import { isMapping, type Mapping } from '../util/mapping.ts';
import { printable } from '../util/printable.ts';
import { explainIssue, unknownKey } from './explain.ts';
import { applyOverride, overriddenKey, readConfigFile } from './file.ts';
import { type Config, type ConfigInput, configSchema, ONLY_MODEL } from './schema.ts';
import { parseShard } from './shard.ts';

/** Where the configuration is looked for when no file is named. */
const DEFAULT_CONFIG_FILE = 'config.yaml';

/**
 * Reads a config file, applies the overrides, and fills in the defaults.
 *
 * @param from a file, which must exist, or the settings themselves; default `config.yaml` in the
 *   working directory, which may be missing
 * @param overrides texts such as `describe.fps=2`; values are read as YAML
 * @throws {@link VlogDescribeError} naming the file and key, the value, and what was expected
 */
export function loadConfig(from?: string | ConfigInput, overrides: readonly string[] = []): Config {
  const isGiven = typeof from === 'object';
  const source = isGiven ? 'the options' : (from ?? DEFAULT_CONFIG_FILE);
  const input = isGiven ? { ...from } : readConfigFile(source, from !== undefined);
  for (const override of overrides) {
    applyOverride(input, override);
  }
  const keys = overrides.map(overriddenKey);
  for (const key of keys) {
    // Nobody gives another stage's key on our command line.
    const [name = ''] = key.split('.');
    if (!isKnown(name)) {
      throw unknownKey(configSchema, [name], () => '--config');
    }
  }
  for (const name of Object.keys(input).filter((key) => !isKnown(key))) {
    warnOfTypo(name, source);
  }
  return checkConfig(input, (key) => (keys.includes(key) ? '--config' : source));
}

/**
 * The configuration of a plugin: what it was given, checked and filled up with the defaults; given
 * nothing, that of `config.yaml` in the working directory.
 */
export function resolveConfig(input?: ConfigInput): Config {
  return loadConfig(input);
}

function checkConfig(input: Mapping, sourceOf: (key: string) => string): Config {
  // Keys of other stages pass; a key that looks like one of ours is a typo.
  for (const name of Object.keys(input)) {
    if (name.startsWith('daemon_') && !isKnown(name)) {
      throw unknownKey(configSchema, [name], sourceOf);
    }
  }
  const result = configSchema.safeParse(withoutNulls(input));
  if (!result.success) {
    throw explainIssue(configSchema, input, result.error, sourceOf);
  }
  return withModel(withShard(withPort(result.data, input), input), input);
}

/** A model server that is named without a model is to be asked for the one that it has. */
function withModel(config: Config, { describe: input }: Mapping): Config {
  const { engine = 'openai', server } = config.describe;
  const isNamed = isMapping(input) && (input.model ?? undefined) !== undefined;
  const hasServer = server?.base_url !== undefined || server?.command !== undefined;
  return isNamed || !hasServer || engine !== 'openai'
    ? config
    : { ...config, describe: { ...config.describe, model: ONLY_MODEL } };
}

/** The port of a daemon whose files have their usual names. */
const USUAL_PORT = 5555;

const STATE_FILES = ['daemon_pid_file', 'daemon_signal_file', 'daemon_log_file'] as const;

/**
 * Daemons of one folder on several ports have files of their own, unless they are named:
 * `status/daemon.pid` on the usual port, `status/daemon-5556.pid` on another.
 */
function withPort(config: Config, input: Mapping): Config {
  const { daemon_port } = config;
  if (daemon_port === USUAL_PORT || daemon_port === 0) {
    return config;
  }
  const unnamed = STATE_FILES.filter((key) => (input[key] ?? undefined) === undefined);
  return withMark(config, unnamed, String(daemon_port));
}

/**
 * The daemons of shards have files of their own, since machines may share the folder: also when they are
 * named, by a file that all shards read. On one machine each has a port of its own as well, unless
 * that is named: then they share the daemon on it.
 */
function withShard(config: Config, { daemon_port }: Mapping): Config {
  const shard = parseShard(config.shard ?? '');
  if (shard === undefined) {
    return config;
  }
  const { current, total } = shard;
  const isNamed = (daemon_port ?? undefined) !== undefined;
  const marked = withMark(config, STATE_FILES, `${current}of${total}`);
  return isNamed ? marked : { ...marked, daemon_port: USUAL_PORT + current };
}

/** Puts a mark into names of files, before the extension; one that is there already stays. */
function withMark(
  config: Config,
  keys: readonly (typeof STATE_FILES)[number][],
  mark: string,
): Config {
  const files = { ...config };
  for (const key of keys) {
    const [extension = ''] = /\.[^./\\]*$/.exec(config[key]) ?? [];
    const name = config[key].slice(0, config[key].length - extension.length);
    files[key] = name.endsWith(`-${mark}`) ? config[key] : `${name}-${mark}${extension}`;
  }
  return files;
}

function isKnown(name: string): boolean {
  return Object.hasOwn(configSchema.shape, name);
}

/** So many letters apart, an unknown key is taken for a typo of a known one; of a short one, fewer. */
const MOST_TYPOS = 2;
const SHORT = 5;

const warned = new Set<string>();

/** Once for each key and file, however many plugins read it. */
function warnOfTypo(name: string, source: string): void {
  const nearest = closest(name, Object.keys(configSchema.shape));
  const warning = `The key ${name} in ${source} is ignored. Did you mean ${nearest}?`;
  const most = nearest.length > SHORT ? MOST_TYPOS : 1;
  if (distance(name, nearest) <= most && !warned.has(warning)) {
    warned.add(warning);
    process.emitWarning(printable(warning), { code: 'CONFIG_KEY_TYPO' });
  }
}

/** `key:` with nothing behind it is YAML for null, and means the default. */
function withoutNulls(input: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, isMapping(value) ? withoutNulls(value) : value]),
  );
}
