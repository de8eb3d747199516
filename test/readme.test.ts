import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { configSchema } from '../lib/config.ts';
import { unwrapped } from '../lib/config-issue.ts';
import { resolveConfig } from '../lib/load-config.ts';
import { Workspace } from './support/workspace.ts';

const README = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');

describe('the README', () => {
  it('has every key of the configuration with its default and its purpose', () => {
    for (const row of rowsOf(configSchema, resolveConfig({}))) {
      assert(README.includes(row), `README.md lacks the row: ${row}`);
    }
  });
});

describe('the record in the README', () => {
  let workspace: Workspace;
  before(async () => {
    workspace = await Workspace.make();
  });
  after(() => workspace.finish());

  it('is what stage3 writes for that example', async () => {
    workspace.addExample('village_from_the_meadow');
    assert.equal((await workspace.gulp('stage3').ended).exitCode, 0);
    const written = workspace.record('village_from_the_meadow') as Record<string, unknown>;
    const [shown, facts] = [...README.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) =>
      JSON.parse(json),
    );
    for (const [key, value] of Object.entries(shown).filter(([key]) => !CHANGING.has(key))) {
      assert.deepEqual(written[key], value, key);
    }
    const measured = written.measured as Record<string, unknown>;
    for (const [key, value] of Object.entries(facts)) {
      assert.deepEqual(measured[key], value, key);
    }
  });
});

/** Fields that differ from run to run. */
const CHANGING = new Set(['classification_time_seconds', 'video_timestamp']);

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
