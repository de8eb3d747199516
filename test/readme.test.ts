import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { CHANGING_FIELDS } from '../tools/docs/changing-fields.ts';
import { inRepository } from './support/repository.ts';
import { Workspace } from './support/workspace.ts';

const README = readFileSync(inRepository('README.md'), 'utf8');
const RECORD_PAGE = readFileSync(inRepository('docs/record.md'), 'utf8');

const CLIPS = [
  'beach_then_coffee',
  'harbour_morning',
  'old_town_walk',
  'saturday_market',
  'village_from_the_meadow',
];

describe('the README', () => {
  let workspace: Workspace;
  let first: string;
  let second: string;
  before(async () => {
    workspace = await Workspace.make();
    for (const clip of CLIPS) {
      workspace.addExample(clip);
    }
    first = (await workspace.gulp('stage3').ended).output;
    second = (await workspace.gulp('stage3').ended).output;
  });
  after(() => workspace.finish());

  it('is at most 300 lines long', () => {
    assert(README.split('\n').length <= 300);
  });

  it('shows what npx gulp stage3 prints, and what it prints the next time', () => {
    const [shown = '', again = ''] = [...README.matchAll(/^```\n((?:\$|\[)[\s\S]*?)```/gm)].map(
      ([, block = '']) => block,
    );
    assert.deepEqual(lines(shown), lines(first));
    for (const line of lines(again)) {
      assert(lines(second).includes(line), line);
    }
  });

  for (const [name, page] of Object.entries({
    'README.md': README,
    'docs/record.md': RECORD_PAGE,
  })) {
    it(`${name} shows the record that stage3 writes for that example`, () => {
      const written = workspace.record('village_from_the_meadow') as Record<string, unknown>;
      const json = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
      for (const [key, value] of Object.entries(lasting(JSON.parse(json)) as object)) {
        assert.deepEqual(lasting(written[key]), value, key);
      }
    });
  }
});

/** What gulp printed, without what differs from run to run: clips may end in another order. */
function lines(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) =>
      line
        .replace(/^\[[\d:]+\]/, '')
        .replace(/gulpfile .*/, 'gulpfile')
        .replace(/PID \d+/, 'PID')
        .replace(/:\d{4,5}$/, ':PORT')
        .replace(/[\d.]+ (?:ms|s)\b/g, 'TIME'),
    )
    .sort();
}

/** The same without the fields that differ. */
function lasting(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) => (CHANGING_FIELDS.has(key) ? undefined : part)),
  );
}
