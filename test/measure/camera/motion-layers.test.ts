import assert from 'node:assert/strict';
import { motionLayers } from '../../../lib/measure/camera/motion-layers.ts';
import {
  IDENTITY,
  movedBy,
  type SimilarityTransform,
} from '../../../lib/measure/camera/similarity-transform.ts';

/** Places all over a picture of 160×90 px, counted from its middle. */
const blocks = Array.from({ length: 12 * 7 }, (_, i) => ({
  x: ((i % 12) - 5.5) * 12,
  y: (Math.floor(i / 12) - 3) * 12,
}));

type Motion = (x: number, y: number) => SimilarityTransform;

const going = (shiftX: number, shiftY: number): SimilarityTransform => ({
  ...IDENTITY,
  shiftX,
  shiftY,
});

/** Tracks over five frames, to which the motion adds up. */
function tracks(motion: Motion) {
  return Array.from({ length: 5 }, (_, n) =>
    blocks.map(({ x, y }) => {
      const by = movedBy(motion(x, y), x, y);
      return { x: ((n + 1) * by.x) / 5, y: ((n + 1) * by.y) / 5 };
    }),
  );
}

const layersOf = (motion: Motion) => motionLayers(blocks, tracks(motion), { x: 0, y: 0 });

describe('layers of motion', () => {
  it('are one where all moves away from a middle that hardly moves', () => {
    const [layer, ...others] = layersOf(() => ({ ...IDENTITY, growth: 0.02 }));

    assert.equal(layer?.members.length, blocks.length);
    assert.ok(Math.abs((layer?.motions[4]?.growth ?? 0) - 0.02) < 0.001);
    assert.equal(others.length, 0);
  });

  it('are a fixed background and an object that moves before it, whichever is larger', () => {
    for (const edge of [-40, -20, 20, 40]) {
      const layers = layersOf((x) => (x < edge ? IDENTITY : going(5, 1)));
      const resting = layers.find(({ isResting }) => isResting);

      assert.equal(layers.length, 2, `${edge}`);
      assert.equal(resting?.members.length, blocks.filter(({ x }) => x < edge).length);
    }
  });

  it('do not follow a block that something goes before', () => {
    const frames = tracks(() => IDENTITY).map((shifts, n) =>
      shifts.map((shift, i) => (n > 2 && i % 3 === 0 ? { x: 9 * (n - 2), y: 0 } : shift)),
    );
    const [layer] = motionLayers(blocks, frames, { x: 0, y: 0 });

    assert.ok(Math.abs(layer?.motions[4]?.shiftX ?? 9) < 0.01);
  });
});
