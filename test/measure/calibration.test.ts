import assert from 'node:assert/strict';
import { exposure } from '../../lib/derive/exposure.ts';
import { ClipMeter } from '../../lib/measure/clip-meter.ts';
import type { LumaFrame, Measurements } from '../../lib/measure/measurements.ts';
import { clip, filmed, HEIGHT, LEVEL, landscape, type View, WIDTH } from '../support/luma.ts';
import { lumaGridAt } from '../support/luma-grids.ts';

const SECONDS = 4;
/** From one analysis frame to the next, in s. */
const STEP = 0.1;

function measure(frames: LumaFrame[]): Measurements {
  const meter = new ClipMeter();
  for (const frame of frames) {
    meter.addLumaGrid(lumaGridAt(frame));
    meter.addFrame(frame);
  }
  return meter.measurements(SECONDS, frames.slice(0, 1));
}

const texture = landscape(9);
const cameraOf = (view: (seconds: number) => Partial<View>) =>
  measure(clip(SECONDS, (t) => filmed(texture, { ...LEVEL, ...view(t) }, t))).camera;

/** Fails unless a measure is what it should be, give or take a share of it. */
function near(measured: number, truth: number, tolerance: number): void {
  const off = Math.abs(measured - truth);
  assert.ok(off <= tolerance * Math.abs(truth), `${measured} instead of ${truth}`);
}

describe('a measure of known pictures', () => {
  // A point that swings moves between two frames by a chord; the RMS of a sine is its peak over √2.
  for (const [percent, hertz] of [
    [0.5, 2],
    [1, 2],
    [2, 2],
    [2, 3],
  ] as const) {
    it(`shake: swinging by ±${percent} % of the width at ${hertz} Hz has its RMS speed, within 12 %`, () => {
      const swing = (t: number) => percent * Math.sin(2 * Math.PI * hertz * t);
      const chord = 2 * percent * Math.sin(Math.PI * hertz * STEP);
      const { shake_percent_per_second } = cameraOf((t) => ({ x: swing(t) }));

      near(shake_percent_per_second, chord / Math.SQRT2 / STEP, 0.12);
    });
  }

  it('shake: a steady pan has next to none', () => {
    assert.ok(cameraOf((t) => ({ x: 20 * t })).shake_percent_per_second < 0.5);
  });

  for (const speed of [4, 15, 50]) {
    it(`speed: a slanting pan of ${speed} % of the width per s, within 3 %`, () => {
      const camera = cameraOf((t) => ({ x: 0.6 * speed * t, y: 0.8 * speed * t }));

      near(camera.speed_percent_per_second, speed, 0.03);
    });
  }

  it('speed: of two shots of the same length it is the mean, within 5 %', () => {
    const other = landscape(70);
    const { camera, shots } = measure(
      clip(SECONDS, (t) =>
        t < 2
          ? filmed(texture, { ...LEVEL, x: 8 * t }, t)
          : filmed(other, { ...LEVEL, x: 24 * t }, t),
      ),
    );

    near(shots[0]?.camera.speed_percent_per_second ?? 0, 8, 0.05);
    near(shots[1]?.camera.speed_percent_per_second ?? 0, 24, 0.05);
    near(camera.speed_percent_per_second, 16, 0.05);
  });

  for (const percent of [-15, -4, 4, 15]) {
    it(`zoom: a picture that ${percent < 0 ? 'shrinks' : 'grows'} by ${Math.abs(percent)} % per s, within 3 %`, () => {
      const camera = cameraOf((t) => ({ zoom: (1 + percent / 100) ** t }));

      near(camera.zoom_percent_per_second, percent, 0.03);
    });
  }

  for (const luma of [16, 64, 128, 200]) {
    it(`mean luma: a plain grey of ${luma} is ${luma}/255`, () => {
      const { light, frames } = measure(clip(1, (t) => filmed(() => luma, LEVEL, t, 0)));

      near(light.mean_luma, luma / 255, 0.001);
      near(frames[0]?.mean_luma ?? 0, luma / 255, 0.001);
    });
  }

  it('exposure: full from a quarter to three quarters of white, falling evenly to nothing', () => {
    assert.deepEqual(
      [0, 0.125, 0.25, 0.5, 0.75, 0.875, 1].map(exposure),
      [0, 0.5, 1, 1, 1, 0.5, 0],
    );
  });

  // The Laplacian of a wave is the wave times 2 − 2 cos(2π / period); a sine's variance is half its square.
  for (const [height, period] of [
    [40, 16],
    [40, 8],
    [80, 8],
    [40, 4],
  ] as const) {
    it(`sharpness: a wave of ±${height} every ${period} px has the variance of its Laplacian, within 3 %`, () => {
      const wave = (x: number) => 128 + height * Math.sin((2 * Math.PI * x) / period);
      const [frame] = measure([filmed(wave, LEVEL, 0, 0)]).frames;

      near(
        frame?.sharpness ?? 0,
        (height * (2 - 2 * Math.cos((2 * Math.PI) / period))) ** 2 / 2,
        0.03,
      );
    });
  }

  it('activity: the share of the picture that changes from frame to frame, within 1 % of the picture', () => {
    const blinking = (t: number): LumaFrame => ({
      timestampSeconds: t,
      width: WIDTH,
      height: HEIGHT,
      luma: new Uint8Array(WIDTH * HEIGHT).map((_, i) =>
        i % WIDTH < WIDTH / 4 ? 100 + 60 * (Math.round(10 * t) % 2) : 100,
      ),
    });
    const { activity } = measure(clip(SECONDS, blinking));

    assert.ok(Math.abs(activity - 0.25) < 0.01, `${activity}`);
  });
});
