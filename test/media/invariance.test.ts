import assert from 'node:assert/strict';
import { analyze } from '../../lib/media/analyze.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, makeClip, painted } from '../support/clips.ts';
import { filmed, HEIGHT, landscape, WIDTH } from '../support/luma.ts';

const RATE = 25;
const FRAMES = 125;
/** In frames: 2.52 s, which is a B-frame in every encoding that has them. */
const CUT = 63;

/** As a share, and for numbers near 0. */
const TOLERANCE = 0.05;
const LEAST = 0.02;

const PLAIN = { preset: 'veryfast', sc_threshold: '0' };
const ENCODINGS = {
  'without B-frames': { gopSize: 1000, codecOptions: { ...PLAIN, bf: '0' } },
  'with B-frames': {
    gopSize: 1000,
    codecOptions: { ...PLAIN, bf: '3', b_strategy: '0', 'b-pyramid': 'none' },
  },
  'with B-frames in short groups': {
    gopSize: 12,
    codecOptions: { ...PLAIN, bf: '2', b_strategy: '0' },
  },
};

describe('what is measured in a clip', () => {
  const at = clipFolder();
  const places = [landscape(61), landscape(62)] as const;

  /** A hand-held pan that moves in, in two places, of which the second fades out. */
  const pictures = Array.from({ length: FRAMES }, (_, i) => {
    const t = i / RATE;
    const view = {
      x: 9 * t + 0.8 * Math.sin(2 * Math.PI * 2.3 * t),
      y: 0.6 * Math.sin(2 * Math.PI * 1.7 * t),
      zoom: 1.06 ** t,
    };
    const light = Math.max(0, Math.min(1, (FRAMES - 15 - i) / 20));
    const { luma } = filmed(places[i < CUT ? 0 : 1], view, t);
    return painted(WIDTH, HEIGHT, (x, y) => {
      const level = light * (luma[y * WIDTH + x] ?? 0);
      return [level, level, level];
    });
  });

  const measured = async (file: string, more = {}) => {
    const { measurements, probe } = await analyze(request(file, more), async () => {});
    return { ...measurements, probe };
  };

  /** @param qp of x264: 2 is nearly lossless, 30 is poor */
  const encoded = (name: keyof typeof ENCODINGS, qp: number) => {
    const { gopSize, codecOptions } = ENCODINGS[name];
    const video = { width: WIDTH, height: HEIGHT, pictures, gopSize };
    return makeClip(at(`${name}, ${qp}.mp4`), { ...video, codecOptions: { ...codecOptions, qp } });
  };

  it('does not depend on B-frames and on how far key frames are apart', async () => {
    const expected = await measured(await encoded('without B-frames', 2));
    assert.deepEqual(
      expected.shots.map((shot) => Math.round(shot.start_seconds * RATE)),
      [0, CUT],
    );
    for (const name of ['with B-frames', 'with B-frames in short groups'] as const) {
      assertNear(await measured(await encoded(name, 2)), expected, name);
    }
  });

  it('does not depend on whether pictures are wanted, how large and how many', async () => {
    const file = await encoded('with B-frames', 30);
    const { frames, detail_spread, ...expected } = await measured(file);
    assertNear(
      await measured(file, { pictures: true }),
      { frames, detail_spread, ...expected },
      '',
    );
    for (const fps of [0.3, 2, 25]) {
      const more = { pictures: true, fps, maxPixels: 20_000 };
      assertNear(await measured(file, more), expected, `${fps} pictures per s`);
    }
  });
});

/** Fails at the first number of `expected` from which the same of `actual` is further than the tolerance. */
function assertNear(actual: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const limit = Math.max(LEAST, TOLERANCE * Math.abs(expected));
    assert.ok(Math.abs(actual - expected) <= limit, `${path}: ${actual}, not ${expected}`);
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    assert.equal(actual.length, expected.length, `${path}: how many`);
    expected.forEach((value, i) => {
      assertNear(actual[i], value, `${path}[${i}]`);
    });
  } else if (isRecord(expected) && isRecord(actual)) {
    for (const [key, value] of Object.entries(expected)) {
      assertNear(actual[key], value, `${path}.${key}`);
    }
  } else {
    assert.equal(actual, expected, path);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
