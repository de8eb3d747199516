import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseVideoDescription } from '../../lib/index.ts';
import { inRepository } from '../support/repository.ts';

const page = readFileSync(inRepository('docs/record.md'), 'utf8');
const record = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '{}') as Record<
  string,
  unknown
>;

describe('parseVideoDescription()', () => {
  it('gives the record back, with what other programs keep in it', () => {
    const value = { ...record, keep: true };
    assert.deepEqual(parseVideoDescription(value), value);
  });

  it('takes records of older versions, which did not measure as much', () => {
    const { measured } = record as { measured: Record<string, unknown> };
    const { boundaries: _, ...before } = measured;
    const older = { ...record, format_version: 1, measured: before };
    assert.deepEqual(parseVideoDescription(older), older);
  });

  it('names what is wrong in one line', () => {
    for (const [value, message] of [
      [{ ...record, rating: 7 }, /^Not a record of this package: rating: .*<=1/],
      [
        { ...record, segments: [{ in_timestamp: '1 s' }] },
        /segments\.0\.in_timestamp: expected HH:MM:SS\.sss/,
      ],
      [{ ...record, filename: undefined }, /filename: /],
      ['{}', /^Not a record of this package: .*expected object/],
    ] as const) {
      assert.throws(() => parseVideoDescription(value), { code: 'RECORD_MALFORMED', message });
    }
  });

  it('is of records that name schema.json by its $id, and their format', () => {
    const schema = JSON.parse(readFileSync(inRepository('schema.json'), 'utf8')) as { $id: string };
    assert.equal(record.$schema, schema.$id);
    assert.equal(record.format_version, 2);
  });
});
