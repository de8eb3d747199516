import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { FlagUnknownError, FlagValueError } from './errors.ts';
import { EXPECTED_SHARD, parseShard } from './shard.ts';

/** A flag: the value it takes, as its help names it; whether it is repeatable. */
export type Flag = { takes?: string; multiple?: boolean; help: string };
export type Flags = Record<string, Flag>;

/** The flags that every command of ours knows. */
export const CONFIG_FLAGS = {
  configfile: { takes: 'PATH', help: 'The config file (default: config.yaml).' },
  config: {
    takes: 'key=value',
    multiple: true,
    help: 'key=value over the file; repeatable, dots for nesting: --config describe.fps=2.',
  },
  shard: { takes: 'n/total', help: 'Only that part of the clips: --shard 2/8.' },
  verbose: { help: 'Show stacks of errors.' },
} satisfies Flags;

/** A parsed command line: the values of its flags, and its other words. */
export type CommandLine = { values: Record<string, string[] | undefined>; words: string[] };

type OptionToken = {
  rawName: string;
  value?: string | undefined;
  inlineValue?: boolean | undefined;
};

/** Up to so many letters wrong, an unknown flag is taken for a typo; of a short one, fewer. */
const MOST_TYPOS = 2;
const SHORT = 5;

/**
 * Reads the flags of a command line; a flag without a value has `['']`.
 *
 * @param foreign flags of a program that shares the command line. Other tasks may have flags too, so only
 *   one that looks like a typo of ours is refused; without `foreign`, every unknown flag is
 * @throws FlagUnknownError, FlagValueError
 */
export function readFlags(
  args: readonly string[],
  flags: Flags,
  foreign?: readonly string[],
): CommandLine {
  const { tokens, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(flags).map(([name, { takes }]) => [
        name,
        { type: takes === undefined ? 'boolean' : 'string' },
      ]),
    ),
  });
  const values: CommandLine['values'] = {};
  for (const token of tokens) {
    if (token.kind !== 'option') {
      continue;
    }
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined) {
      refuseUnknown(token.rawName, Object.keys(flags), foreign);
      continue;
    }
    const value = readValue(token, flag);
    values[token.name] = flag.multiple ? [...(values[token.name] ?? []), value] : [value];
  }
  return { values, words: positionals };
}

function refuseUnknown(rawName: string, known: string[], foreign?: readonly string[]): void {
  const name = rawName.replace(/^-+/, '');
  const nearest = closest(name, known);
  const most = nearest.length > SHORT ? MOST_TYPOS : 1;
  const isTypo = name.length > MOST_TYPOS && distance(name, nearest) <= most;
  if (foreign === undefined || (isTypo && !foreign.includes(name))) {
    throw new FlagUnknownError(rawName, `--${nearest}`);
  }
}

function readValue({ rawName, value, inlineValue }: OptionToken, { takes }: Flag): string {
  if (takes === undefined) {
    if (value !== undefined) {
      throw new FlagValueError(rawName, `takes no value, got ${value}`);
    }
    return '';
  }
  // The next flag is not a value: write a path that begins with a dash as --configfile=-path.
  if (value === undefined || value === '' || (!inlineValue && value.startsWith('-'))) {
    throw new FlagValueError(rawName, `needs a value: ${rawName} ${takes}`);
  }
  return value;
}

/**
 * The configuration that the flags ask for.
 *
 * @param otherwise where it is from when they name no file
 * @throws FlagValueError
 */
export function configOf<Default = undefined>(
  { values }: CommandLine,
  otherwise?: Default,
): [from: string | Default | undefined, overrides: string[]] {
  const [shard] = values.shard ?? [];
  if (shard !== undefined && parseShard(shard) === undefined) {
    throw new FlagValueError('--shard', `expects ${EXPECTED_SHARD}, got ${JSON.stringify(shard)}`);
  }
  const overrides = [...(values.config ?? []), ...(shard === undefined ? [] : [`shard=${shard}`])];
  return [values.configfile?.[0] ?? otherwise, overrides];
}
