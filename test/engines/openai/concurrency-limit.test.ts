import { strict as assert } from 'node:assert';
import { ConcurrencyLimit } from '../../../lib/engines/openai/concurrency-limit.ts';

/** What a server takes for a clip, in ms. */
const CLIP_MS = 20;

describe('how many clips a model server is asked about', () => {
  /** The limit after so many answers of a server that works on so many clips at a time, and lets others wait. */
  const learned = (capacity: number, least: number, most: number): number => {
    const limit = new ConcurrencyLimit(least, () => most);
    let now = 0;
    for (let answer = 0; answer < 1000; answer++) {
      now += CLIP_MS / Math.min(limit.now, capacity);
      limit.answered(true, now);
    }
    return limit.now;
  };

  it('is learned where more only wait, between two bounds', () => {
    for (const capacity of [1, 4, 10]) {
      const limit = learned(capacity, 1, 32);
      assert(limit >= capacity && limit <= capacity + 1, `${limit} for ${capacity}`);
    }
    assert.equal(learned(100, 2, 6), 6);
    assert.equal(learned(1, 8, 32), 8);
  });
});
