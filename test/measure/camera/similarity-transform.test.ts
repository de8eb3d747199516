import assert from 'node:assert/strict';
import {
  fitSimilarity,
  IDENTITY,
  movedBy,
} from '../../../lib/measure/camera/similarity-transform.ts';

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
  it('is growth when all moves away from a middle that stands still, as a far skyline does', () => {
    const growing = { ...IDENTITY, growth: 0.02 };
    const isFar = (x: number, y: number) => Math.hypot(x, y) < 34;
    const places = grid.map(({ x, y }) =>
      moved(x, y, movedBy(isFar(x, y) ? IDENTITY : growing, x, y)),
    );
    const { similarity } = fitSimilarity(places, []);

    assert.ok(places.filter(({ x, y }) => isFar(x, y)).length >= 0.2 * places.length);
    assert.ok(similarity.growth > 0.015, JSON.stringify(similarity));
  });

  it('is none when a fixed background is seen beside an object that moves', () => {
    const places = grid.map(({ x, y }) => moved(x, y, x < -20 ? { x: 0, y: 0 } : { x: 5, y: 1 }));
    const { similarity } = fitSimilarity(places, []);

    assert.ok(Math.hypot(similarity.shiftX, similarity.shiftY) < 0.01, JSON.stringify(similarity));
  });
});
