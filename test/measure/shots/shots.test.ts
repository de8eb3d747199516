import assert from 'node:assert/strict';
import { ClipMeter } from '../../../lib/measure/clip-meter.ts';
import type { LumaFrame } from '../../../lib/measure/measurements.ts';
import { filmed, LEVEL, landscape, random } from '../../support/luma.ts';
import { lumaGridAt } from '../../support/luma-grids.ts';

const SECONDS = 4;
const RATE = 25;
const [one, other] = [landscape(11), landscape(12)];

/** All measurements of a clip of 25 frames per s. */
function measure(at: (seconds: number) => LumaFrame) {
  const meter = new ClipMeter();
  for (let i = 0; i < SECONDS * RATE; i++) {
    const frame = at(i / RATE);
    meter.addLumaGrid(lumaGridAt(frame));
    if (i % 3 === 0) {
      meter.addFrame(frame);
    }
  }
  return meter.measurements(SECONDS, []);
}

const seen = (t: number) => filmed(one, LEVEL, t, 3);
const elsewhere = (t: number) => filmed(other, LEVEL, t, 3);
const panned = (t: number, speed: number) => filmed(one, { ...LEVEL, x: speed * t }, t);
const plain = (t: number, luma: number) => filmed(() => luma, LEVEL, t);
const dimmed = (t: number, share: number) => {
  const frame = seen(t);
  return {
    ...frame,
    luma: frame.luma.map((luma) => Math.round(luma * Math.max(0, Math.min(1, share)))),
  };
};

const bounds = (at: (t: number) => LumaFrame) =>
  measure(at).shots.map(({ start_seconds, end_seconds }) => [start_seconds, end_seconds]);

describe('shots', () => {
  it('are one in a clip without a cut', () => {
    assert.deepEqual(bounds(seen), [[0, 4]]);
  });

  it('change at the very frame of a cut', () => {
    for (const cut of [1, 1.04, 2.52, 3.6]) {
      assert.deepEqual(
        bounds((t) => (t < cut ? seen(t) : elsewhere(t))),
        [
          [0, cut],
          [cut, 4],
        ],
      );
    }
  });

  it('change between two quick pans, and only there', () => {
    assert.deepEqual(
      bounds((t) => (t < 2 ? panned(t, 150) : filmed(other, { ...LEVEL, x: 150 * t }, t))),
      [
        [0, 2],
        [2, 4],
      ],
    );
  });

  it('do not change in a flash', () => {
    const flash = (t: number) => {
      const frame = seen(t);
      const glare = t >= 2 && t < 2.2 ? 255 * (1 - (t - 2) / 0.2) : 0;
      return { ...frame, luma: frame.luma.map((luma) => Math.min(255, luma + glare)) };
    };

    assert.deepEqual(bounds(flash), [[0, 4]]);
    assert.deepEqual(
      bounds((t) => (t >= 2 && t < 2.08 ? plain(t, 250) : seen(t))),
      [[0, 4]],
    );
  });

  it('do not change when a lamp flickers or the camera shakes', () => {
    const flickering = (t: number) => {
      const frame = seen(t);
      const more = 40 * random(t * 1000, 5);
      return { ...frame, luma: frame.luma.map((luma) => Math.min(255, luma + more)) };
    };
    const shaken = (t: number) =>
      filmed(one, { ...LEVEL, x: 5 * Math.sin(20 * t), y: 4 * Math.cos(17 * t) }, t);

    assert.deepEqual(bounds(flickering), [[0, 4]]);
    assert.deepEqual(bounds(shaken), [[0, 4]]);
  });

  it('change at a cut, and not when the camera shakes, in a dim place that flickers', () => {
    const dim = (place: typeof one) => (t: number) => {
      const shaken = { ...LEVEL, x: 5 * Math.sin(20 * t), y: 5 * Math.cos(17 * t) };
      const lamp = 25 + 6 * random(t * 1000, 5);
      const frame = filmed(place, shaken, t);
      const luma = frame.luma.map((light, i) =>
        Math.round((light - 128) / 10 + lamp + 16 * (random(i, t * 1000, 3) - 0.5)),
      );
      return { ...frame, luma };
    };

    assert.deepEqual(bounds(dim(one)), [[0, 4]]);
    assert.deepEqual(
      bounds((t) => (t < 2 ? dim(one)(t) : dim(other)(t))),
      [
        [0, 2],
        [2, 4],
      ],
    );
  });

  it('leave the black between them to none', () => {
    assert.deepEqual(
      bounds((t) => (t < 1 ? seen(t) : t < 2 ? plain(t, 3) : elsewhere(t))),
      [
        [0, 1],
        [2, 4],
      ],
    );
  });

  it('each have a camera of their own, and the clip has that of the longest', () => {
    const { shots, camera } = measure((t) => (t < 2.6 ? panned(t, 12) : elsewhere(t)));

    assert.deepEqual(
      shots.map((shot) => shot.camera.movement),
      ['panning', 'still'],
    );
    assert.equal(camera.movement, 'panning');
  });
});

describe('fades', () => {
  const fades = (at: (t: number) => LumaFrame) => measure(at).fades;

  it('from black and to black are found to two frames, and are no cuts', () => {
    const { fades, shots } = measure((t) => dimmed(t, Math.min(t - 0.5, 3.5 - t)));

    assert.deepEqual(
      fades.map(({ kind }) => kind),
      ['in', 'out'],
    );
    for (const [i, [start, end]] of [
      [0.5, 1.5],
      [2.5, 3.5],
    ].entries()) {
      const fade = fades[i];
      assert.ok(Math.abs((fade?.start_seconds ?? 0) - (start ?? 0)) <= 0.08, JSON.stringify(fade));
      assert.ok(Math.abs((fade?.end_seconds ?? 0) - (end ?? 0)) <= 0.08, JSON.stringify(fade));
    }
    assert.equal(shots.length, 1);
  });

  it('are not seen in cuts to black, nor where light comes and goes', () => {
    assert.deepEqual(
      fades((t) => (t < 2 ? seen(t) : plain(t, 3))),
      [],
    );
    assert.deepEqual(
      fades((t) => dimmed(t, 0.6 + 0.4 * Math.cos(t))),
      [],
    );
  });
});
