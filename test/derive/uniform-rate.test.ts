import assert from 'node:assert/strict';
import { uniformFrame, uniformRate } from '../../lib/derive/uniform-rate.ts';

describe('thumbnail_frame', () => {
  it('is counted at fps, at half of it over 120 s and a quarter over 300 s, as in the seed’s system', () => {
    assert.deepEqual(
      [120, 120.04, 300, 300.04].map((seconds) => uniformRate(2, seconds)),
      [2, 1, 1, 0.5],
    );
    assert.equal(uniformFrame(100, 1, 200), 50);
    assert.equal(uniformFrame(100, 1, 400), 25);
  });

  it('is the frame nearest to the thumbnail’s time', () => {
    assert.deepEqual(
      [0, 0.4, 0.6, 1.49, 2].map((seconds) => uniformFrame(seconds, 1, 5)),
      [0, 0, 1, 1, 2],
    );
    assert.equal(uniformFrame(0.52, 25, 5), 13);
  });

  it('is always one within the clip', () => {
    // At 5 s this clip is over: its frames at 1 fps are 0 to 4.
    assert.equal(uniformFrame(4.8, 1, 5), 4);
    assert.equal(uniformFrame(4.96, 25, 5), 124);
    assert.equal(uniformFrame(0.2, 0.1, 0.4), 0);
    assert.equal(uniformFrame(0, 1, 0), 0);
  });
});
