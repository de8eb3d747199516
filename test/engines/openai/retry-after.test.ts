import { strict as assert } from 'node:assert';
import { pauseAfter, retryAfterSeconds } from '../../../lib/engines/openai/retry-after.ts';

const NOW = Date.UTC(2026, 0, 1, 12);

describe('a server’s Retry-After', () => {
  for (const [header, seconds] of [
    ['', undefined],
    ['0', 0],
    ['7', 7],
    [' 7 ', 7],
    ['1.5', 1.5],
    ['1000000000', 1e9],
    ['-5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['9'.repeat(400), undefined],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['Thu, 99 Foo 2026 12:00:30 GMT', undefined],
    ['2026-01-01', undefined],
  ] as const) {
    it(`“${header.slice(0, 40)}” asks for ${seconds === undefined ? 'nothing' : `${seconds} s`}`, () => {
      assert.equal(retryAfterSeconds(header, NOW), seconds);
    });
  }

  it('is followed, but not for a day; without one, or for no time at all, each pause is longer', () => {
    assert.equal(pauseAfter(1, 7), 7000);
    assert.equal(pauseAfter(9, 7), 7000);
    assert.equal(pauseAfter(1, 1e9), 120_000);
    for (const asked of [undefined, 0]) {
      const pauses = [1, 2, 3, 50, 1e6].map((failures) => pauseAfter(failures, asked));
      assert.deepEqual(pauses, [500, 1000, 2000, 30_000, 30_000]);
    }
  });
});
