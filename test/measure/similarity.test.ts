import assert from 'node:assert/strict';
import { fitSimilarity, IDENTITY, movedBy } from '../../lib/measure/similarity.ts';

/** Places all over a picture of 160×90 px, counted from its middle. */
const grid = Array.from({ length: 12 * 7 }, (_, i) => ({
  x: ((i % 12) - 5.5) * 12,
  y: (Math.floor(i / 12) - 3) * 12,
}));

const moved = (x: number, y: number, by: { x: number; y: number }) => ({
  x,
  y,
  dx: by.x,
  dy: by.y,
});

describe('the motion that most places share', () => {
  it('is growth when the middle hardly moves and all else moves away from it', () => {
    const growing = { ...IDENTITY, growth: 0.017 };
    const places = grid.map(({ x, y }) => moved(x, y, movedBy(growing, x, y)));
    const { similarity, inliers } = fitSimilarity(places, []);

    assert.ok(Math.abs(similarity.growth - 0.017) < 0.001, JSON.stringify(similarity));
    assert.equal(inliers, places.length);
  });

  it('is none when a fixed background is seen beside an object that moves', () => {
    const places = grid.map(({ x, y }) => moved(x, y, x < -20 ? { x: 0, y: 0 } : { x: 5, y: 1 }));
    const { similarity } = fitSimilarity(places, []);

    assert.ok(Math.hypot(similarity.shiftX, similarity.shiftY) < 0.01, JSON.stringify(similarity));
  });
});
