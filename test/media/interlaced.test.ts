import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { analyze } from '../../lib/media/analyze.ts';
import type { Video } from '../../tools/example-clips/encoder.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, makeClip, painted } from '../support/clips.ts';
import { decodeJpeg } from '../support/jpeg.ts';

const WIDTH = 320;
const HEIGHT = 240;
const FRAMES = 50;
/** In px: how far a field's bar is from that of the other field of its frame. */
const BETWEEN_FIELDS = 24;
/** In px. */
const BAR = 60;

const ENCODINGS: Record<string, Partial<Video> & { extension: string }> = {
  'H.264 in MP4': {
    extension: 'mp4',
    codecOptions: { preset: 'veryfast', 'x264-params': 'tff=1:bframes=3' },
  },
  'MPEG-2 in MPEG-TS': {
    extension: 'ts',
    codec: 'mpeg2video',
    bitRate: 8_000_000,
    codecOptions: { flags: '+ildct+ilme' },
  },
};

/** A white bar that moves to the right; in the lower field half a frame later. */
function interlaced(frame: number): Uint8Array {
  const left = 20 + 2 * frame;
  return painted(WIDTH, HEIGHT, (x, y) => {
    const from = left + (y % 2) * BETWEEN_FIELDS;
    const level = x >= from && x < from + BAR ? 235 : 30 + (y / HEIGHT) * 60;
    return [level, level, level];
  });
}

describe('an interlaced clip', () => {
  const at = clipFolder();

  for (const [name, { extension, ...video }] of Object.entries(ENCODINGS)) {
    const analyzed = async () => {
      const pictures = Array.from({ length: FRAMES }, (_, i) => interlaced(i));
      const file = at(`${extension}.${extension}`);
      await makeClip(file, { width: WIDTH, height: HEIGHT, pictures, crf: 12, ...video });
      const more = { pictures: true, fps: 2, maxPixels: WIDTH * HEIGHT };
      return analyze(request(file, more), async () => {});
    };

    it(`of ${name} is described, and its record says so`, async () => {
      const { probe, measurements } = await analyzed();

      assert.equal(probe.isInterlaced, true);
      assert.deepEqual([probe.width, probe.height], [WIDTH, HEIGHT]);
      assert.equal(measurements.shots.length, 1);
    });

    it(`of ${name} gives pictures that show one moment, without combs`, async () => {
      const { frames } = await analyzed();
      assert.ok(frames.length >= 3, `${frames.length} frames`);
      for (const frame of frames) {
        const { at: pixel } = await decodeJpeg(frame);
        const left = 20 + 2 * Math.round(25 * frame.timestampSeconds);
        const beside = [pixel, pixel].map(
          (_, row) => pixel((left + BAR + BETWEEN_FIELDS / 2) / WIDTH, (120.5 + row) / HEIGHT)[0],
        );
        assert.ok(Math.max(...beside) < 110, `${beside} at ${frame.timestampSeconds} s`);
        assert.ok((pixel((left + BETWEEN_FIELDS / 2) / WIDTH, 0.5)[0] ?? 0) > 200);
      }
    });
  }

  it('says so when its first frames are progressive', async () => {
    const pictures = [...Array(20).keys()].map(interlaced);
    const size = { width: WIDTH, height: HEIGHT, codec: 'mpeg2video' };
    const plain = await makeClip(at('first.ts'), {
      ...size,
      pictures: pictures.slice(0, 5),
      codecOptions: {},
    });
    const codecOptions = { flags: '+ildct+ilme' };
    const later = await makeClip(at('later.ts'), { ...size, pictures, codecOptions });
    // MPEG-TS files may be written one after the other.
    const mixed = at('mixed.ts');
    writeFileSync(mixed, Buffer.concat([plain, later].map((file) => readFileSync(file))));
    const { probe } = await analyze(request(mixed), async () => {});

    assert.equal(probe.isInterlaced, true);
  });

  it('of DV is measured alike as a raw stream and in MOV', async () => {
    const picture = new Uint8Array(4 * 720 * 576);
    const measured = async (name: string) => {
      const pictures = Array.from({ length: 10 }, (_, i) =>
        picture.slice().fill(40 + 60 * (i % 3)),
      );
      const sampleAspectRatio = { num: 16, den: 15 };
      const size = { width: 720, height: 576, sampleAspectRatio };
      const video = { ...size, pictures, codec: 'dvvideo', codecOptions: {} };
      const { measurements } = await analyze(
        request(await makeClip(at(name), video)),
        async () => {},
      );
      return measurements;
    };

    assert.deepEqual(await measured('tape.dv'), await measured('tape.mov'));
  });

  it('is told from a progressive one', async () => {
    const { probe } = await analyze(request(await makeClip(at('plain.mp4'))), async () => {});

    assert.equal(probe.isInterlaced, false);
  });
});
