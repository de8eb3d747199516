import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { type ClipPictures, makePictures } from '../../lib/media/clip-pictures.ts';
import { NoVideoError } from '../../lib/media/errors.ts';
import { timestampOf } from '../../lib/record/timestamp.ts';
import type { Video } from '../../tools/example-clips/encoder.ts';
import { clipFolder, grayOf, grays, makeClip, makeSound, painted } from '../support/clips.ts';
import { type Decoded, decodeJpeg } from '../support/jpeg.ts';

/** More than key frames and reordering can hide a wrong frame behind. */
const FRAMES = 60;

/** Of 255: what compression does to a plain gray. */
const NEAR = 12;

const ENCODINGS: Record<string, Partial<Video> & { extension: string }> = {
  'one key frame, frames out of order': {
    extension: 'mp4',
    gopSize: 250,
    codecOptions: { preset: 'veryfast', 'x264-params': 'bframes=3:scenecut=0' },
  },
  'many key frames': { extension: 'mp4', gopSize: 10 },
  'MPEG-TS, which has no index': { extension: 'ts', gopSize: 12 },
  'Matroska, whose times are in ms': { extension: 'mkv', gopSize: 20 },
  'frames at 29.97 per s': { extension: 'mov', frameRate: { num: 30_000, den: 1001 } },
  AVI: { extension: 'avi', codec: 'mpeg4', gopSize: 15, bitRate: 2_000_000, codecOptions: {} },
};

describe('pictures of a clip', () => {
  const at = clipFolder();
  const go = async (): Promise<void> => {};

  const make = (file: string, thumbnailSeconds?: number): Promise<ClipPictures> =>
    makePictures({ file, thumbnailSeconds }, go);
  const decoded = (picture: { jpeg: Uint8Array } | undefined): Promise<Decoded> =>
    decodeJpeg(picture && { timestampSeconds: 0, picture: { width: 0, height: 0, ...picture } });

  for (const [name, { extension, ...encoding }] of Object.entries(ENCODINGS)) {
    it(`show the very frame that the record names: ${name}`, async () => {
      const frameRate = encoding.frameRate ?? { num: 25, den: 1 };
      const file = await makeClip(at(`${name}.${extension}`), {
        ...encoding,
        frameRate,
        pictures: grays(FRAMES),
      });
      const shown = async (seconds: number): Promise<number> => {
        const [red] = (await decoded((await make(file, seconds)).thumbnail)).at(0.5, 0.5);
        return red;
      };
      for (const frame of [0, 7, 29, 58]) {
        const timeOf = (frames: number) => (frames * frameRate.den) / frameRate.num;
        // As records have it: cut to ms.
        const [, start = ''] = timestampOf(timeOf(frame)).split('00:00:');
        for (const seconds of [Number(start), timeOf(frame + 0.6)]) {
          const red = await shown(seconds);
          assert.ok(
            Math.abs(red - grayOf(frame)) <= NEAR,
            `${red} at ${seconds} s, frame ${frame}`,
          );
        }
      }
    });
  }

  it('have a strip of frames from beginning to end, in order', async () => {
    const steps = 100;
    const file = await makeClip(at('brighter.mp4'), {
      gopSize: 250,
      pictures: (function* () {
        for (let i = 0; i < steps; i++) {
          const gray = 30 + 2 * i;
          yield painted(64, 48, () => [gray, gray, gray]);
        }
      })(),
    });
    const { strip } = await make(file);
    const { columns = 0, rows = 0, tiles = 0 } = strip ?? {};
    assert.equal(tiles, 20);
    const picture = await decoded(strip);
    for (let tile = 0; tile < tiles; tile++) {
      const x = ((tile % columns) + 0.5) / columns;
      const y = (Math.floor(tile / columns) + 0.5) / rows;
      const [red] = picture.at(x, y);
      const expected = 30 + 2 * (((tile + 0.5) * steps) / tiles);
      assert.ok(Math.abs(red - expected) <= NEAR, `tile ${tile}: ${red} for ${expected}`);
    }
  });

  it('stand upright, as wide as they are shown', async () => {
    const picture = painted(64, 48, (x) => (x < 32 ? [250, 250, 250] : [5, 5, 5]));
    const file = await makeClip(at('turned.mp4'), {
      rotation: 90,
      pictures: Array(25).fill(picture),
    });
    const { thumbnail, strip } = await make(file, 0);
    assert.deepEqual([thumbnail.width, thumbnail.height], [48, 64]);
    // Turned clockwise, what was on the left is above.
    const shown = await decoded(thumbnail);
    assert.ok(shown.at(0.5, 0.2)[0] > 200 && shown.at(0.5, 0.8)[0] < 50);
    const tile = await decoded(strip);
    assert.ok(tile.height / (strip?.rows ?? 1) > tile.width / (strip?.columns ?? 1));
  });

  it('are there for a clip of a single frame, without a strip', async () => {
    const file = await makeClip(at('single.mp4'), { pictures: grays(1) });
    const { thumbnail, strip } = await make(file, 5);
    assert.equal(thumbnail.width, 64);
    assert.equal(strip, undefined);
  });

  it('are there for a clip whose end is cut off, and a thumbnail beyond it', async () => {
    const bytes = readFileSync(
      await makeClip(at('whole.ts'), { gopSize: 10, pictures: grays(FRAMES) }),
    );
    writeFileSync(at('cut.ts'), bytes.subarray(0, bytes.length / 2));
    const { thumbnail } = await make(at('cut.ts'), 2.2);
    assert.ok(thumbnail.jpeg.length > 100);
  });

  it('are refused for sound', async () => {
    await assert.rejects(make(await makeSound(at('song.mp4'))), NoVideoError);
  });
});
