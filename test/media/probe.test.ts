import assert from 'node:assert/strict';
import { MediaPool } from '../../lib/media/pool.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grays, makeClip, makeClipWithSound, plain } from '../support/clips.ts';

describe('what is probed in a clip', () => {
  const at = clipFolder();
  const pool = new MediaPool({ size: 2, silenceLimitMs: 10_000 });
  const signal = new AbortController().signal;
  const probe = async (file: string) => (await pool.examine(request(file), signal)).probe;
  after(() => pool.close());

  it('is its codec, size, frame rate and length', async () => {
    const file = await makeClip(at('plain.mp4'), { pictures: grays(60) });

    assert.deepEqual(await probe(file), {
      codec: 'h264',
      width: 64,
      height: 48,
      rotationDegrees: 0,
      frameRate: 25,
      durationSeconds: 2.4,
      hasSound: false,
    });
  });

  it('says whether there is sound', async () => {
    const file = await makeClipWithSound(at('sound.mp4'));

    assert.equal((await probe(file)).hasSound, true);
  });

  for (const rotation of [90, 180, 270]) {
    it(`is the displayed size of a clip turned by ${rotation} degrees`, async () => {
      const file = await makeClip(at(`turned-${rotation}.mp4`), { rotation });
      const { width, height, rotationDegrees } = await probe(file);

      assert.equal(rotationDegrees, rotation);
      assert.deepEqual([width, height], rotation === 180 ? [64, 48] : [48, 64]);
    });
  }

  it('is the displayed size of an anamorphic clip', async () => {
    const file = await makeClip(at('anamorphic.mp4'), {
      sampleAspectRatio: { num: 16, den: 11 },
    });
    const { width, height } = await probe(file);

    assert.deepEqual([width, height], [93, 48]);
  });

  it('is the length up to the end of the last frame at a variable frame rate', async () => {
    const times = [0, 100, 150, 700, 1200];
    const file = await makeClip(at('vfr.mp4'), {
      timeBase: { num: 1, den: 1000 },
      // How long the last frame lasts.
      frameRate: { num: 4, den: 1 },
      pictures: times.map((pts, i) => ({ pixels: plain(50 * i), pts })),
    });
    const { durationSeconds, frameRate } = await probe(file);

    assert.ok(Math.abs(durationSeconds - 1.45) < 0.001, `${durationSeconds} s`);
    assert.ok(Math.abs(frameRate - 5 / 1.45) < 0.01, `${frameRate} per s`);
  });

  it('counts the length from the first frame when that comes late', async () => {
    const file = await makeClip(at('late.mkv'), {
      timeBase: { num: 1, den: 1000 },
      pictures: [...grays(20)].map((pixels, i) => ({ pixels, pts: 3000 + 40 * i })),
    });

    assert.ok(Math.abs((await probe(file)).durationSeconds - 0.8) < 0.005);
  });

  it('knows a clip of one frame, which has no frame rate', async () => {
    const file = await makeClip(at('one.mp4'), { pictures: grays(1) });
    const { durationSeconds, frameRate } = await probe(file);

    assert.equal(frameRate, 0);
    assert.ok(Math.abs(durationSeconds - 0.04) < 0.001);
  });

  for (const [codec, extension, named] of [
    ['libx265', 'mp4', 'hevc'],
    ['libvpx-vp9', 'webm', 'vp9'],
    ['mpeg4', 'avi', 'mpeg4'],
  ] as const) {
    it(`reads ${named} in .${extension}`, async () => {
      const file = await makeClip(at(`${named}.${extension}`), { codec, codecOptions: {} });
      const found = await probe(file);

      assert.equal(found.codec, named);
      assert.ok(Math.abs(found.durationSeconds - 1) < 0.05, `${found.durationSeconds} s`);
    });
  }
});
