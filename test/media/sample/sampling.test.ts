import assert from 'node:assert/strict';
import { MediaPool } from '../../../lib/media/pool.ts';
import { Sampling, type SamplingPlan } from '../../../lib/media/sample/sampling.ts';
import { request } from '../../support/clip-request.ts';
import { clipFolder, grayOf, grays, makeClip, painted, plain } from '../../support/clips.ts';
import { decodeJpeg } from '../../support/jpeg.ts';

describe('the sampled frames of a clip', () => {
  const at = clipFolder();
  const pool = new MediaPool(10_000);
  const signal = new AbortController().signal;
  after(() => pool.close());

  const sample = async (file: string, more = {}) =>
    (await pool.read(request(file, { pictures: true, ...more }), signal)).frames;

  it('are those shown at the asked times, with their exact times', async () => {
    // A frame at 0.4, 0.8, 1.2 … s: 0.5 s is within the one from 0.4 to 0.8.
    const file = await makeClip(at('slow.mp4'), {
      frameRate: { num: 5, den: 2 },
      pictures: grays(6),
    });
    const frames = await sample(file, { fps: 2 });

    assert.deepEqual(
      frames.map(({ timestampSeconds }) => timestampSeconds),
      [0, 0.4, 0.8, 1.2, 2],
    );
    for (const [i, shown] of [0, 1, 2, 3, 5].entries()) {
      const [red] = (await decodeJpeg(frames[i])).at(0.5, 0.5);
      assert.ok(Math.abs(red - grayOf(shown)) <= 4, `frame ${i}: ${red}, not ${grayOf(shown)}`);
    }
  });

  it('have exact times at a variable frame rate', async () => {
    const times = [0, 130, 777, 1001, 2500];
    const file = await makeClip(at('vfr.mp4'), {
      timeBase: { num: 1, den: 1000 },
      pictures: times.map((pts, i) => ({ pixels: plain(50 * i), pts, duration: 100 })),
    });
    const frames = await sample(file, { fps: 100 });

    assert.deepEqual(
      frames.map(({ timestampSeconds }) => Math.round(timestampSeconds * 1000)),
      times,
    );
  });

  it('are counted from the first frame when that comes late', async () => {
    const file = await makeClip(at('late.mkv'), {
      timeBase: { num: 1, den: 1000 },
      pictures: Array.from({ length: 20 }, (_, i) => ({
        pixels: plain(10 * i),
        pts: 3000 + 100 * i,
      })),
    });
    const frames = await sample(file);

    assert.deepEqual(
      frames.map(({ timestampSeconds }) => Math.round(timestampSeconds * 1000)),
      [0, 1000],
    );
  });

  it('are one for a clip of one frame', async () => {
    const file = await makeClip(at('one.mp4'), { pictures: grays(1) });

    assert.equal((await sample(file)).length, 1);
  });

  it('are at most as many as asked for, and evenly spread', async () => {
    const file = await makeClip(at('many.mp4'), {
      // Stripes that drift: news for every sample, and no cut.
      pictures: Array.from({ length: 100 }, (_, i) =>
        painted(64, 48, (x) => ((x + i) % 32 < 16 ? [60, 60, 60] : [180, 180, 180])),
      ),
    });
    const frames = await sample(file, { fps: 25, maxFrames: 8 });

    assert.deepEqual(
      frames.map(({ timestampSeconds }) => timestampSeconds),
      [0, 0.48, 1, 1.48, 2, 2.48, 3, 3.48],
    );
  });

  it('are there where something happens for a moment of a long clip, not only at even steps', async () => {
    // A white bar crosses from 21 to 23 s; the even steps are at 20 and 25 s.
    const bar = (seconds: number) =>
      painted(64, 48, (x) => {
        const left = 32 * (seconds - 21);
        return seconds >= 21 && seconds < 23 && x >= left && x < left + 8
          ? [230, 230, 230]
          : [90, 90, 90];
      });
    const file = await makeClip(at('passing.mp4'), {
      frameRate: { num: 5, den: 1 },
      pictures: Array.from({ length: 200 }, (_, i) => bar(i / 5)),
    });
    const times = (await sample(file, { maxFrames: 8, pictures: false })).map(
      ({ timestampSeconds }) => timestampSeconds,
    );

    assert.ok(times.length <= 8, `${times}`);
    assert.ok(times.filter((t) => t >= 21 && t < 23).length >= 2, `${times}`);
  });

  it('come without pictures when none are wanted', async () => {
    const file = await makeClip(at('bare.mp4'), { pictures: grays(3) });
    const frames = await sample(file, { pictures: false });

    assert.deepEqual(frames, [{ timestampSeconds: 0 }]);
  });

  it('have so many pixels at the clip’s own aspect ratio, and are never enlarged', async () => {
    const file = await makeClip(at('wide.mp4'), {
      width: 320,
      height: 180,
      pictures: grays(2, 320, 180),
    });
    const sizeAt = async (maxPixels: number) => {
      const { width, height } = await decodeJpeg((await sample(file, { maxPixels }))[0]);
      return [width, height];
    };

    assert.deepEqual(await sizeAt(999), [42, 23]);
    assert.deepEqual(await sizeAt(14_400), [160, 90]);
    assert.deepEqual(await sizeAt(224 ** 2), [298, 168]);
    assert.deepEqual(await sizeAt(1_000_000), [320, 180]);
  });

  // Red, green, blue and white, clockwise from the top left, as stored.
  const corners = (width: number, height: number) =>
    painted(width, height, (x, y) => {
      const right = x >= width / 2;
      return y < height / 2
        ? right
          ? [0, 200, 0]
          : [200, 0, 0]
        : right
          ? [0, 0, 200]
          : [220, 220, 220];
    });

  for (const [rotation, topLeft, topRight] of [
    [0, 'red', 'green'],
    [90, 'white', 'red'],
    [180, 'blue', 'white'],
    [270, 'green', 'blue'],
  ] as const) {
    it(`are upright in a clip turned by ${rotation} degrees`, async () => {
      const file = await makeClip(at(`corners-${rotation}.mp4`), {
        pictures: [corners(64, 48)],
        rotation,
      });
      const picture = await decodeJpeg((await sample(file))[0]);

      assert.equal(colourName(picture.at(0.2, 0.2)), topLeft);
      assert.equal(colourName(picture.at(0.8, 0.2)), topRight);
      assert.deepEqual([picture.width, picture.height], rotation % 180 === 0 ? [64, 48] : [48, 64]);
    });
  }

  it('have the pixel aspect of an anamorphic clip applied', async () => {
    const file = await makeClip(at('anamorphic.mp4'), { sampleAspectRatio: { num: 2, den: 1 } });
    const { width, height } = await decodeJpeg((await sample(file))[0]);

    assert.deepEqual([width, height], [128, 48]);
  });

  it('keep black black and white white', async () => {
    const file = await makeClip(at('range.mp4'), { pictures: [plain(0), plain(255)] });
    const frames = await sample(file, { fps: 25 });
    const [black, white] = await Promise.all(frames.map(decodeJpeg));

    assert.ok(Math.max(...(black?.at(0.5, 0.5) ?? [255])) <= 3, `${black?.at(0.5, 0.5)}`);
    assert.ok(Math.min(...(white?.at(0.5, 0.5) ?? [0])) >= 252, `${white?.at(0.5, 0.5)}`);
  });
});

function colourName([red, green, blue]: readonly [number, number, number]): string {
  const high = [red, green, blue].map((part) => part > 120);
  return (
    { 'true,false,false': 'red', 'false,true,false': 'green', 'false,false,true': 'blue' }[
      high.join()
    ] ?? 'white'
  );
}

describe('sampling frames while a clip is decoded', () => {
  const times = (plan: SamplingPlan, seconds: number, frameRate = 25): number[] => {
    const sampling = new Sampling<number>(plan);
    for (let i = 0; i < seconds * frameRate; i++) {
      sampling.offer(i / frameRate, (i + 1) / frameRate, () => i / frameRate);
    }
    return sampling.samples();
  };

  it('halves the rate over 120 s, and again over 300 s', () => {
    const count = (seconds: number) =>
      times({ fps: 1, maxFrames: 1000, claimedSeconds: seconds }, seconds).length;

    assert.deepEqual([120, 122, 300, 304].map(count), [120, 61, 150, 76]);
  });

  it('spreads what it may keep over the whole clip', () => {
    const chosen = times({ fps: 1, maxFrames: 32, claimedSeconds: 100 }, 100);

    assert.equal(chosen.length, 32);
    assert.ok((chosen.at(-1) ?? 0) > 96, `${chosen.at(-1)} s`);
  });

  it('keeps within the limit when the clip is much longer than it claims', () => {
    const chosen = times({ fps: 1, maxFrames: 8, claimedSeconds: 4 }, 100);

    assert.ok(chosen.length >= 4 && chosen.length <= 8, `${chosen.length} frames`);
    assert.ok((chosen.at(-1) ?? 0) > 80, `${chosen.at(-1)} s`);
  });

  it('still has frames when the clip is much shorter than it claims', () => {
    const chosen = times({ fps: 1, maxFrames: 32, claimedSeconds: 36_000 }, 6);

    assert.deepEqual(chosen, [0, 1, 2, 3, 4, 5]);
  });

  it('spreads what it keeps when the clip does not say how long it is', () => {
    const chosen = times({ fps: 2, maxFrames: 8, claimedSeconds: 0 }, 20);

    assert.deepEqual(chosen, [0, 4, 8, 12, 16]);
  });

  it('loses no frame when the clip is a little longer than it claims', () => {
    const chosen = times({ fps: 1, maxFrames: 32, claimedSeconds: 32 }, 32.5);

    assert.equal(chosen.length, 32);
  });
});
