import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { MediaPool } from '../../lib/media/pool.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grayOf, grays, makeClip, makeClipWithSound, plain } from '../support/clips.ts';

describe('what is probed in a clip', () => {
  const at = clipFolder();
  const pool = new MediaPool(10_000);
  const signal = new AbortController().signal;
  const probe = async (file: string) => (await pool.read(request(file), signal)).probe;
  const analyzed = (file: string, fps: number) => pool.read(request(file, { fps }), signal);
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
      counting: { nominal_frame_rate: '25/1' },
      isInterlaced: false,
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
    ['libvpx-vp9', 'mp4', 'vp9'],
    ['mpeg4', 'avi', 'mpeg4'],
  ] as const) {
    it(`reads ${named} in .${extension}`, async () => {
      const file = await makeClip(at(`${named}.${extension}`), { codec, codecOptions: {} });
      const found = await probe(file);

      assert.equal(found.codec, named);
      assert.ok(Math.abs(found.durationSeconds - 1) < 0.05, `${found.durationSeconds} s`);
    });
  }

  for (const [codec, named] of [
    ['libx264', 'h264'],
    ['libx265', 'hevc'],
  ] as const) {
    it(`reads ${named} of 10 bits, exact to the frame`, async () => {
      const file = await makeClip(at(`${named}-10.mp4`), { codec, pixelFormat: 'yuv420p10le' });
      const { probe, frames } = await analyzed(file, 25);

      assert.equal(probe.codec, named);
      assert.deepEqual([probe.durationSeconds, probe.frameRate], [1, 25]);
      assert.deepEqual(
        frames.map(({ timestampSeconds }) => Math.round(timestampSeconds * 25)),
        Array.from({ length: 25 }, (_, i) => i),
      );
    });
  }

  it('is what an edit list leaves of a clip', async () => {
    const file = await makeClip(at('edited.mp4'), { gopSize: 5, codecOptions: {} });
    const bytes = readFileSync(file);
    // ISO/IEC 14496-12, 8.6.6: a duration in ms and, in ticks of the track, where it begins.
    const entry = bytes.indexOf('elst') + 12;
    const ticksPerSecond = bytes.readUInt32BE(bytes.indexOf('mdhd') + 16);
    bytes.writeUInt32BE(600, entry);
    bytes.writeInt32BE(bytes.readInt32BE(entry + 4) + 0.4 * ticksPerSecond, entry + 4);
    writeFileSync(file, bytes);
    const { probe, frames, measurements } = await analyzed(file, 25);

    assert.ok(Math.abs(probe.durationSeconds - 0.6) < 0.001, `${probe.durationSeconds} s`);
    assert.equal(frames[0]?.timestampSeconds, 0);
    // The picture that is shown first was the eleventh.
    const shown = measurements.frames[0]?.mean_luma ?? 0;
    assert.ok(Math.abs(shown - grayOf(10) / 255) < 0.03, `${shown}`);
  });

  it('begins with the first frame that can be shown when no key frame is at the beginning', async () => {
    const file = await makeClip(at('torn-off.ts'), { pictures: grays(50), gopSize: 10 });
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(188 * Math.floor((bytes.length * 0.3) / 188)));
    const { probe, frames } = await analyzed(file, 25);

    assert.ok(probe.durationSeconds > 0.8 && probe.durationSeconds < 1.6);
    assert.equal(frames[0]?.timestampSeconds, 0);
    assert.equal(probe.frameRate, 25);
  });

  it('is not what a damaged index claims, but what is there', async () => {
    const bytes = readFileSync(await makeClip(at('sane.mp4')));
    for (const [box, offset] of [
      ['mvhd', 20],
      ['tkhd', 24],
      ['mdhd', 20],
    ] as const) {
      bytes.writeUInt32BE(0x7fffffff, bytes.indexOf(box) + offset);
    }
    writeFileSync(at('hours.mp4'), bytes);

    assert.equal((await probe(at('hours.mp4'))).durationSeconds, 1);
  });

  it('is read at 10,000 frames per s', async () => {
    const frameRate = { num: 10_000, den: 1 };
    const file = await makeClip(at('quick.mp4'), { frameRate, pictures: grays(500) });

    const found = await probe(file);
    assert.equal(Math.round(found.frameRate), 10_000);
    assert.ok(Math.abs(found.durationSeconds - 0.05) < 1e-6);
  });
});
