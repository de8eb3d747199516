import { strict as assert } from 'node:assert';
import { ConcurrencyLimit } from '../../../lib/engines/openai/concurrency-limit.ts';

/** What a server takes for a clip, in ms. */
const CLIP_MS = 20;

const MOST = 16;

/** All that are asked at the same time are refused, the last one alone. */
function refuseAll(limit: ConcurrencyLimit): void {
  for (let others = limit.now - 1; others > 0; others--) {
    limit.fullBeside(others, limit.now);
  }
  limit.fullAlone();
}

/** Answers until as many as may be are asked at the same time again. */
function answersUntilMost(limit: ConcurrencyLimit, now = { ms: 0 }): number {
  let answers = 0;
  while (limit.now < MOST) {
    assert(++answers < 2000, `asked about ${limit.now} at a time after ${answers} answers`);
    // More at a time bring more.
    now.ms += 1000 / limit.now;
    limit.answered(true, now.ms);
  }
  return answers;
}

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

  for (const least of [undefined, 1]) {
    const what = least === undefined ? 'set' : 'learned';
    it(`is back at the most soon after each time that it refused all, as for a quota, when it is ${what}`, () => {
      const limit = new ConcurrencyLimit(least, () => MOST);
      const now = { ms: 0 };
      answersUntilMost(limit, now);
      for (let time = 0; time < 20; time++) {
        refuseAll(limit);
        assert.equal(limit.now, MOST / 2);
        const answers = answersUntilMost(limit, now);
        assert(answers < 200, `${answers} answers`);
      }
    });
  }

  it('is what it works on, when it refuses what is beyond, and rarely more', () => {
    const limit = new ConcurrencyLimit(undefined, () => MOST);
    let refused = 0;
    for (let answer = 0; answer < 2000; answer++) {
      while (limit.now > 5) {
        refused++;
        limit.fullBeside(5, limit.now);
      }
      limit.answered(true, answer);
    }
    assert.equal(limit.now, 5);
    assert(refused < 60, `${refused} refused`);
  });

  it('is never 0, and never above the most, whatever the server does', () => {
    // As random as it has to be, and the same each time.
    let state = 1;
    const draw = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (const least of [undefined, 1, 4]) {
      const limit = new ConcurrencyLimit(least, () => MOST);
      for (let event = 0; event < 5000; event++) {
        const began = draw(3) === 0 ? draw(MOST) : limit.now;
        [
          () => limit.answered(draw(2) === 0, event * draw(100)),
          () => limit.full(began),
          () => limit.fullBeside(draw(MOST + 2), began),
          () => limit.fullAlone(),
        ][draw(8) < 5 ? 0 : 1 + draw(3)]?.();
        assert(limit.now >= 1 && limit.now <= MOST, `${limit.now}`);
      }
    }
  });
});
