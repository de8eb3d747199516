import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { configKeys } from '../lib/config/keys.ts';
import { inRepository } from './support/repository.ts';
import { Workspace } from './support/workspace.ts';

const README = readFileSync(inRepository('README.md'), 'utf8');

describe('the README', () => {
  it('has every key of the configuration with its default and its purpose', () => {
    for (const { path, default: value, purpose } of configKeys()) {
      const shown = value === undefined ? '' : `\`${String(value)}\``;
      const row = `| \`${path.join('.')}\` | ${shown} | ${purpose} |`;
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
