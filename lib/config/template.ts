import { stringify } from 'yaml';
import { type ConfigKey, configKeys } from './keys.ts';

const HEADING = `# The configuration of \`npx gulp stage3\`. A key that is left out has its default, which is the value
# shown behind it here. Paths are relative to the working directory.
`;

/** The keys that everybody sets, and so are not commented out. */
const FIRST = ['preview_folder', 'describe.model'];

/**
 * A complete `config.yaml` with every key explained: the defaults, commented out, but for `values`.
 *
 * @param values by the names of their keys with their dots
 * @param notes more comments above a key, by its name
 */
export function configTemplate(
  values: Readonly<Record<string, unknown>> = {},
  notes: Readonly<Record<string, readonly string[]>> = {},
): string {
  const lines = [HEADING];
  let parents: string[] = [];
  for (const key of configKeys()) {
    const mappings = key.path.slice(0, -1);
    mappings.forEach((name, depth) => {
      if (parents[depth] !== name) {
        // A mapping that has no default is commented out with all that is in it.
        lines.push(`${indent(depth)}${depth === 0 ? '' : '# '}${name}:`);
      }
    });
    parents = mappings;
    lines.push(...linesOf(key, values, notes[key.path.join('.')] ?? []), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function linesOf(
  key: ConfigKey,
  values: Readonly<Record<string, unknown>>,
  notes: readonly string[],
): string[] {
  const name = key.path.at(-1);
  const note = `# ${key.purpose}${key.default === undefined ? ` (${key.expected})` : ''}`;
  const path = key.path.join('.');
  const value = values[path] ?? key.default;
  const line = `${name}:${value === undefined ? '' : ` ${written(value)}`}`;
  if (key.path.length > 2) {
    return [note, line].map((text) => `  #   ${text}`);
  }
  const margin = indent(key.path.length - 1);
  return [
    ...[note, ...notes.map((text) => `# ${text}`)].map((text) => `${margin}${text}`),
    `${margin}${FIRST.includes(path) || path in values ? '' : '# '}${line}`,
  ];
}

/** A list on one line. */
function written(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow' }).trim();
}

function indent(depth: number): string {
  return '  '.repeat(depth);
}
