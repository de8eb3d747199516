import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { configSchema } from '../lib/config.ts';
import { unwrapped } from '../lib/config-issue.ts';
import { resolveConfig } from '../lib/load-config.ts';

const README = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');

describe('the README', () => {
  it('has every key of the configuration with its default and its purpose', () => {
    for (const row of rowsOf(configSchema, resolveConfig({}))) {
      assert(README.includes(row), `README.md lacks the row: ${row}`);
    }
  });
});

/** The table's rows, from the schema itself. */
function rowsOf(schema: z.ZodObject, defaults: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const inner = unwrapped(field);
    if (inner instanceof z.ZodObject) {
      return rowsOf(inner, (defaults[name] ?? {}) as Record<string, unknown>, `${prefix}${name}.`);
    }
    const value = defaults[name];
    const shown = value === undefined ? '' : `\`${String(value)}\``;
    const purpose = (field.meta() ?? inner.meta())?.description;
    return [`| \`${prefix}${name}\` | ${shown} | ${purpose} |`];
  });
}
