import assert from 'node:assert/strict';
import { ratingOf } from '../../lib/derive/rating.ts';
import { segmentsOf } from '../../lib/derive/segments.ts';
import { shotTypeOf } from '../../lib/derive/shot-type.ts';
import { tagsOf } from '../../lib/derive/tags.ts';
import { thumbnailOf } from '../../lib/derive/thumbnail.ts';
import { ClipMeter } from '../../lib/measure/clip-meter.ts';
import type { LumaFrame, Measurements } from '../../lib/measure/measurements.ts';
import { clip, filmed, LEVEL, landscape, passing } from '../support/luma.ts';

const SECONDS = 6;
const texture = landscape(5);

/** All measurements of a clip, of which one frame per s is sampled. */
function measure(frames: LumaFrame[]): Measurements {
  const meter = new ClipMeter();
  for (const frame of frames) {
    meter.addFrame(frame);
  }
  const sampled = frames.filter(({ timestampSeconds }) => Number.isInteger(timestampSeconds));
  return meter.measurements(SECONDS, sampled);
}

const seen = (t: number) => filmed(texture, LEVEL, t, 3);
const panned = (t: number) => filmed(texture, { ...LEVEL, x: 8 * t }, t);
const black = (t: number) => filmed(() => 3, LEVEL, t);
/** The frame of one moment, shown at another. */
const stopped = (at: number, t: number) => ({ ...panned(at), timestampSeconds: t });
const blurred = (t: number) =>
  filmed((x, y) => 128 + 40 * Math.sin(t + x / 30 + y / 40), LEVEL, t, 0);

/** The same scene through a lens that is not in focus. */
const defocused = (t: number): LumaFrame => {
  const { luma, ...frame } = panned(t);
  const reach = Array.from({ length: 11 }, (_, i) => i - 5);
  const mean = (i: number, step: number, from: ArrayLike<number>) =>
    reach.reduce((sum, d) => sum + (from[i + d * step] ?? from[i] ?? 0), 0) / reach.length;
  const across = Float64Array.from(luma, (_, i) => mean(i, 1, luma));
  return { ...frame, luma: luma.map((_, i) => mean(i, frame.width, across)) };
};

describe('black ranges', () => {
  it('are found to a tenth of a second', () => {
    const { light } = measure(clip(SECONDS, (t) => (t < 1 || t >= 5 ? black(t) : panned(t))));

    assert.deepEqual(light.black, [
      { start_seconds: 0, end_seconds: 1 },
      { start_seconds: 5, end_seconds: 6 },
    ]);
  });

  it('leave dark scenes with something to see alone', () => {
    const dark = (t: number) => filmed((x, y) => texture(x, y) / 4, LEVEL, t);

    assert.deepEqual(measure(clip(SECONDS, dark)).light.black, []);
  });
});

describe('frozen ranges', () => {
  it('are found to a tenth of a second', () => {
    const { frozen } = measure(clip(SECONDS, (t) => (t < 4 ? panned(t) : stopped(4, t))));

    assert.deepEqual(frozen, [{ start_seconds: 4, end_seconds: 6 }]);
  });

  it('leave a quiet scene before a fixed camera alone', () => {
    assert.deepEqual(measure(clip(SECONDS, seen)).frozen, []);
  });
});

describe('segments', () => {
  const segments = (at: (t: number) => LumaFrame) =>
    segmentsOf(measure(clip(SECONDS, at)), SECONDS).map((segment) => [
      segment.start_seconds,
      segment.end_seconds,
    ]);

  it('are the whole clip when all of it is good', () => {
    assert.deepEqual(segments(panned), [[0, 6]]);
  });

  it('leave out black ends', () => {
    assert.deepEqual(
      segments((t) => (t < 1 || t >= 5 ? black(t) : panned(t))),
      [[1, 5]],
    );
  });

  it('keep what stands still and is sharp: a sign, a photograph, a title', () => {
    assert.deepEqual(
      segments((t) => (t < 2 ? stopped(2, t) : t < 4 ? panned(t) : stopped(4, t))),
      [[0, 6]],
    );
  });

  it('leave out black in the middle that lasts for a second, and keep a shorter one', () => {
    const blackTo = (end: number) => segments((t) => (t >= 2 && t < end ? black(t) : panned(t)));

    assert.deepEqual(blackTo(3), [
      [0, 2],
      [3, 6],
    ]);
    assert.deepEqual(blackTo(2.5), [[0, 6]]);
  });

  it('leave out the half of an uncut clip that is out of focus', () => {
    const [[start = 0, end = 0] = []] = segments((t) => (t < 3 ? panned(t) : defocused(t)));

    assert.equal(start, 0);
    assert.ok(Math.abs(end - 3) <= 0.3, `${end}`);
  });

  it('leave out what follows when the camera is swung into the dark', () => {
    const [[, end = 0] = []] = segments((t) =>
      filmed(
        (x, y) => texture(x, y) / (t < 3.5 ? 1 : 6),
        { ...LEVEL, x: t < 3 ? 0 : Math.min(42, 70 * (t - 3)) },
        t,
      ),
    );

    assert.ok(Math.abs(end - 3) <= 0.3, `${end}`);
  });

  it('keep the middle when only one cue is against it', () => {
    const measurements = measure(clip(SECONDS, panned));
    const middle = [{ start_seconds: 2, end_seconds: 4 }];
    const all = [{ start_seconds: 0, end_seconds: 6 }];

    assert.deepEqual(segmentsOf({ ...measurements, jerky: middle }, SECONDS), all);
    assert.deepEqual(segmentsOf({ ...measurements, blurred: middle }, SECONDS), all);
    assert.deepEqual(segmentsOf({ ...measurements, jerky: middle, blurred: middle }, SECONDS), [
      { start_seconds: 0, end_seconds: 2 },
      { start_seconds: 4, end_seconds: 6 },
    ]);
  });

  it('begin after a fade in and end before a fade out, on the frame', () => {
    const measurements = measure(clip(SECONDS, panned));
    const fades = [
      { kind: 'in' as const, start_seconds: 0, end_seconds: 0.88 },
      { kind: 'out' as const, start_seconds: 5.12, end_seconds: 5.8 },
    ];
    const [shot] = measurements.shots;
    const shots = shot ? [{ ...shot, end_seconds: 5.8 }] : [];

    assert.deepEqual(segmentsOf({ ...measurements, shots, fades }, SECONDS), [
      { start_seconds: 0.88, end_seconds: 5.12 },
    ]);
  });

  it('leave out ends at which the camera is swung to or from its subject', () => {
    const swung = (t: number) =>
      filmed(texture, { ...LEVEL, x: t < 1 ? 60 * t : t > 5 ? 60 + 70 * (t - 5) : 60 }, t);
    const [[start = 0, end = 0] = []] = segments(swung);

    assert.ok(Math.abs(start - 1) <= 0.25, `${start}`);
    assert.ok(Math.abs(end - 5) <= 0.25, `${end}`);
  });

  it('are the shots of a long clip, without the stretches that are of no use', () => {
    const measurements = measure(clip(SECONDS, panned));
    const shots = [
      [0, 8],
      [8, 20],
    ].map(([start_seconds = 0, end_seconds = 0]) => ({
      start_seconds,
      end_seconds,
      camera: measurements.camera,
    }));
    const spoiled = [{ start_seconds: 12, end_seconds: 14 }];

    assert.deepEqual(segmentsOf({ ...measurements, shots, jerky: spoiled, blurred: spoiled }, 20), [
      { start_seconds: 0, end_seconds: 8 },
      { start_seconds: 8, end_seconds: 12 },
      { start_seconds: 14, end_seconds: 20 },
    ]);
  });

  it('leave out where one shot of a long clip dissolves into the next', () => {
    const measurements = measure(clip(SECONDS, panned));
    const [shot] = measurements.shots;
    const shots = [
      [0, 8],
      [8, 20],
    ].flatMap(([start_seconds = 0, end_seconds = 0]) =>
      shot ? [{ ...shot, start_seconds, end_seconds }] : [],
    );
    const dissolve = { kind: 'dissolve' as const, confidence: 1 };
    const boundaries = [{ ...dissolve, start_seconds: 7.5, end_seconds: 8.5 }];

    assert.deepEqual(segmentsOf({ ...measurements, shots, boundaries }, 20), [
      { start_seconds: 0, end_seconds: 7.5 },
      { start_seconds: 8.5, end_seconds: 20 },
    ]);
  });

  it('are the whole clip when none of it is good', () => {
    assert.deepEqual(segments(black), [[0, 6]]);
  });
});

describe('the thumbnail', () => {
  const thumbnail = (at: (t: number) => LumaFrame) =>
    thumbnailOf(measure(clip(SECONDS, at)), SECONDS);

  it('is sharp', () => {
    assert.equal(
      thumbnail((t) => (t === 3 ? seen(t) : blurred(t))),
      3,
    );
  });

  it('is well lit', () => {
    // Hard edges, so that it is the sharper one.
    const overexposed = (t: number) =>
      filmed((x, y) => (texture(x, y) > 110 ? 255 : 225), LEVEL, t);

    assert.equal(
      thumbnail((t) => (t === 2 ? seen(t) : overexposed(t))),
      2,
    );
  });

  it('is a frame of the clip even when all are black', () => {
    assert.equal(thumbnail(black), 0);
  });
});

describe('the rating', () => {
  const rating = (at: (t: number) => LumaFrame) =>
    ratingOf({ ...measure(clip(SECONDS, at)), video }, SECONDS);
  const video = { width: 1280, height: 720 };
  const shaken = (t: number) =>
    filmed(texture, { ...LEVEL, x: 2 * Math.sin(17 * t), y: 2 * Math.cos(13 * t) }, t);
  const dark = (t: number) => filmed((x, y) => texture(x, y) / 8, LEVEL, t);

  it('is from 0 to 1', () => {
    for (const at of [seen, black, blurred, shaken, dark]) {
      const value = rating(at);

      assert.ok(value >= 0 && value <= 1, `${value}`);
    }
  });

  it('is at most the share of the clip that is usable', () => {
    const good = { ...measure(clip(SECONDS, seen)), video };
    const black = [{ start_seconds: 0.5, end_seconds: 6 }];
    const light = { ...good.light, black };

    assert.ok(ratingOf({ ...good, light }, SECONDS) <= 0.5 / SECONDS);
  });

  it('is higher for what is sharp, well lit, steady, large and colourful, each by itself', () => {
    const colour = { dominant: [], colourfulness: 50, warmth: 0 };
    const good = { ...measure(clip(SECONDS, seen)), colour };
    const blurry = measure(clip(SECONDS, blurred)).frames;
    const worse = {
      blurred: { ...good, frames: blurry },
      shaken: { ...good, camera: measure(clip(SECONDS, shaken)).camera },
      dark: { ...good, light: measure(clip(SECONDS, dark)).light },
      overexposed: { ...good, light: { ...good.light, mean_luma: 0.9 } },
      small: { ...good, video: { width: 426, height: 240 } },
      colourless: { ...good, colour: { dominant: [], colourfulness: 0, warmth: 0 } },
    };

    for (const [how, measurements] of Object.entries(worse)) {
      const [lower, higher] = [measurements, good].map((each) =>
        ratingOf({ video, ...each }, SECONDS),
      ) as [number, number];
      assert.ok(lower < higher - 0.05, how);
    }
  });
});

describe('the tags', () => {
  const tags = (at: (t: number) => LumaFrame) => tagsOf(measure(clip(SECONDS, at)).camera.movement);

  it('say static when the camera does not move', () => {
    assert.deepEqual(tags(seen), ['static']);
  });

  it('say dynamic when the camera moves, even over so little that few pixels change', () => {
    const faint = (t: number) =>
      filmed((x, y) => 100 + texture(x, y) / 5, { ...LEVEL, x: 3 * t }, t, 0);

    assert.deepEqual(tags(panned), ['dynamic']);
    assert.deepEqual(tags(faint), ['dynamic']);
  });

  it('say static when much moves before a fixed camera: that is measured.activity', () => {
    assert.deepEqual(
      tags((t) => passing(seen(t), 40, 20)),
      ['static'],
    );
  });

  it('do not take a cut for movement', () => {
    const other = landscape(6);

    assert.deepEqual(
      tags((t) => (t < 3 ? seen(t) : filmed(other, LEVEL, t))),
      ['static'],
    );
  });
});

describe('the shot type', () => {
  const shotType = (at: (t: number) => LumaFrame) => shotTypeOf(measure(clip(SECONDS, at)));

  it('is pov when the camera moves forward', () => {
    const forward = (t: number) => filmed(texture, { ...LEVEL, zoom: 1.1 ** t }, t);

    assert.equal(shotType(forward), 'pov');
  });

  it('is left out when it is not sure that the camera moves forward', () => {
    const forward = (confidence: number) => ({
      camera: {
        movement: 'moving forward' as const,
        confidence,
        speed_percent_per_second: 0,
        zoom_percent_per_second: 4,
        shake_percent_per_second: 1,
      },
    });

    assert.equal(shotTypeOf(forward(0.9)), 'pov');
    assert.equal(shotTypeOf(forward(0.4)), undefined);
  });

  it('is left out when only the spread of detail would tell', () => {
    const thing = (t: number) =>
      filmed((x, y) => (Math.hypot(x, y) < 15 ? texture(4 * x, 4 * y) : 120), LEVEL, t, 0);

    for (const at of [seen, thing, black]) {
      assert.equal(shotType(at), undefined);
    }
  });
});
