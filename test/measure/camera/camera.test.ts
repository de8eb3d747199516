import assert from 'node:assert/strict';
import { ClipMeter } from '../../../lib/measure/clip-meter.ts';
import type { LumaFrame } from '../../../lib/measure/measurements.ts';
import { DIRECTIONS } from '../../../lib/record/schema.ts';
import {
  clip,
  filmed,
  HEIGHT,
  LEVEL,
  landscape,
  passing,
  random,
  type View,
  WIDTH,
} from '../../support/luma.ts';

const SECONDS = 4;

function cameraOf(frames: LumaFrame[]) {
  const meter = new ClipMeter();
  for (const frame of frames) {
    meter.addFrame(frame);
  }
  return meter.measurements(SECONDS, []).camera;
}

/** A landscape filmed by a camera that moves. */
function filming(view: (seconds: number) => Partial<View>, { noise = 1, seed = 1 } = {}) {
  const texture = landscape(seed);
  return clip(SECONDS, (t) => filmed(texture, { ...LEVEL, ...view(t) }, t, noise));
}

/** To and fro at several frequencies between 2 and 4 Hz, by at most `percent` of the width. */
function shaken(percent: number) {
  const wave = (t: number, hertz: number) => Math.sin(2 * Math.PI * hertz * t + hertz);
  return (t: number) => ({
    x: (percent * (wave(t, 2.3) + wave(t, 3.7))) / 2,
    y: (percent * (wave(t, 1.9) + wave(t, 4.1))) / 2,
  });
}

describe('the measured camera', () => {
  it('is still when nothing moves', () => {
    const camera = cameraOf(filming(() => ({})));

    assert.equal(camera.movement, 'still');
    assert.ok(camera.confidence > 0.9, `${camera.confidence}`);
    assert.equal(camera.uncertain, undefined);
  });

  it('is still in noise, in flicker, and in the dark', () => {
    const noisy = filming(() => ({}), { noise: 12 });
    const flickering = filming(() => ({})).map((frame, i) => brightened(frame, 1, 25 * (i % 3)));
    const dark = filming(() => ({}), { noise: 6 }).map((frame) => brightened(frame, 0.15, 0));

    for (const frames of [noisy, flickering, dark]) {
      assert.equal(cameraOf(frames).movement, 'still');
    }
  });

  it('is still when objects move before it', () => {
    for (const [width, speed] of [
      [30, 60],
      [60, 30],
      [80, 20],
    ] as const) {
      const frames = filming(() => ({})).map((frame) => passing(frame, width, speed));

      assert.equal(cameraOf(frames).movement, 'still', `${width} px at ${speed} % per s`);
    }
  });

  for (const [i, direction] of DIRECTIONS.entries()) {
    it(`pans ${direction} when the picture goes the other way, at the speed it has, and tilts up and down`, () => {
      const angle = (i * Math.PI) / 4;
      const camera = cameraOf(
        filming((t) => ({ x: 12 * t * Math.cos(angle), y: 12 * t * Math.sin(angle) })),
      );

      assert.equal(camera.movement, 'panning');
      assert.equal(camera.direction, direction);
      assert.deepEqual(camera.motions, /^(up|down)$/.test(direction) ? ['tilt'] : undefined);
      assert.ok(Math.abs(camera.speed_percent_per_second - 12) < 0.4);
    });
  }

  for (const speed of [2, 5, 20, 60, 120]) {
    it(`measures a pan of ${speed} % of the width per s`, () => {
      const camera = cameraOf(filming((t) => ({ x: speed * t }), { seed: speed }));

      assert.equal(camera.movement, 'panning');
      assert.ok(
        Math.abs(camera.speed_percent_per_second - speed) < 0.03 * speed + 0.1,
        `${camera.speed_percent_per_second}`,
      );
      assert.ok(camera.shake_percent_per_second < 1);
    });
  }

  it('pans though an object moves before it', () => {
    const frames = filming((t) => ({ x: 10 * t })).map((frame) => passing(frame, 50, 25));
    const camera = cameraOf(frames);

    assert.equal(camera.movement, 'panning');
    assert.equal(camera.direction, 'right');
  });

  for (const percent of [3, 8, 25]) {
    it(`moves forward, or zooms, when the picture grows by ${percent} % per s`, () => {
      const camera = cameraOf(filming((t) => ({ zoom: (1 + percent / 100) ** t })));

      assert.equal(camera.movement, 'moving forward');
      assert.deepEqual(camera.motions, ['zoom']);
      assert.ok(
        Math.abs(camera.zoom_percent_per_second - percent) < 0.05 * percent + 0.1,
        `${camera.zoom_percent_per_second}`,
      );
    });
  }

  it('is still though something that fills the frame passes, and is gone again', () => {
    const frames = filming(() => ({})).map((frame) => passing(frame, 1.1 * WIDTH, 60));

    assert.equal(cameraOf(frames).movement, 'still');
  });

  it('pans though something stays in the middle of the frame', () => {
    const subject = landscape(5);
    const frames = filming((t) => ({ x: 15 * t })).map((frame) => before(frame, subject));
    const camera = cameraOf(frames);

    assert.equal(camera.movement, 'panning');
    assert.equal(camera.direction, 'right');
  });

  it('is still when it trembles by 0.2 % of the width, as on a tripod in wind', () => {
    assert.equal(cameraOf(filming(shaken(0.2))).movement, 'still');
  });

  it('is tracking when near things pass faster than far ones', () => {
    const texture = landscape(9);
    const frames = clip(SECONDS, (t) => {
      const rows = Array.from({ length: HEIGHT }, (_, y) => (12 * t * y) / HEIGHT);
      return filmed(
        (x, y) => texture(x + 1.6 * (rows[Math.round(y + HEIGHT / 2)] ?? 0), y),
        LEVEL,
        t,
      );
    });
    const camera = cameraOf(frames);

    assert.equal(camera.movement, 'panning');
    assert.deepEqual(camera.motions, ['tracking']);
  });

  it('is random when it rolls, and says so', () => {
    const texture = landscape(1);
    const frames = clip(SECONDS, (t) => {
      const [c, s] = [Math.cos(0.1 * t), Math.sin(0.1 * t)];
      return filmed((x, y) => texture(c * x - s * y, s * x + c * y), LEVEL, t);
    });
    const camera = cameraOf(frames);

    assert.equal(camera.movement, 'random');
    assert.deepEqual(camera.motions, ['roll']);
  });

  it('moves forward in unsteady hands', () => {
    const sway = shaken(0.7);

    assert.equal(
      cameraOf(filming((t) => ({ ...sway(t), zoom: 1.08 ** t }))).movement,
      'moving forward',
    );
  });

  it('is random when it pulls back, which the zoom and the motions tell', () => {
    const camera = cameraOf(filming((t) => ({ zoom: 0.9 ** t })));

    assert.equal(camera.movement, 'random');
    assert.deepEqual(camera.motions, ['pull back']);
    assert.ok(Math.abs(camera.zoom_percent_per_second + 10) < 1);
  });

  it('is random when hands shake it, the more the stronger', () => {
    const [weak, strong] = [0.5, 3].map((percent) => cameraOf(filming(shaken(percent))));

    assert.equal(weak?.movement, 'random');
    assert.equal(strong?.movement, 'random');
    assert.ok((strong?.shake_percent_per_second ?? 0) > 4 * (weak?.shake_percent_per_second ?? 0));
  });

  it('is random when every picture is another', () => {
    const frames = clip(SECONDS, (t) => filmed(landscape(1000 * t), LEVEL, t));
    const camera = cameraOf(frames);

    assert.equal(camera.movement, 'random');
    assert.ok(camera.confidence < 0.5);
  });

  it('does not take a cut for movement', () => {
    const [before, after] = [landscape(1), landscape(2)];
    const frames = clip(SECONDS, (t) => filmed(t < 2 ? before : after, LEVEL, t));

    assert.equal(cameraOf(frames).movement, 'still');
  });

  it('is called still, but uncertain, when there is nothing to see', () => {
    const frames = clip(SECONDS, (t) => filmed(() => 0, LEVEL, t, 0));
    const camera = cameraOf(frames);

    assert.equal(camera.movement, 'still');
    assert.ok(camera.confidence < 0.05, `${camera.confidence}`);
    assert.equal(camera.uncertain, true);
  });

  it('is measured the same way every time', () => {
    const frames = filming((t) => ({ x: 10 * random(t), y: 5 * t }));

    assert.deepEqual(cameraOf(frames), cameraOf(frames));
  });

  it('is still in a clip of one frame', () => {
    const [first] = filming(() => ({}));

    assert.equal(cameraOf(first ? [first] : []).movement, 'still');
  });
});

function brightened(frame: LumaFrame, gain: number, offset: number): LumaFrame {
  return { ...frame, luma: frame.luma.map((luma) => Math.min(255, luma * gain + offset)) };
}

/** With a subject in its middle that stays there. */
function before(frame: LumaFrame, subject: (x: number, y: number) => number): LumaFrame {
  const luma = frame.luma.map((behind, i) => {
    const [x, y] = [(i % WIDTH) - WIDTH / 2, Math.floor(i / WIDTH) - HEIGHT / 2];
    const covered = Math.abs(x) < WIDTH / 5 && y > -HEIGHT / 3;
    return covered ? Math.max(0, Math.min(255, subject(x, y))) : behind;
  });
  return { ...frame, luma };
}
