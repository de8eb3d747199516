import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { analyze } from '../../lib/media/analyze.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grayOf, makeClip } from '../support/clips.ts';

const LARGE = { width: 1280, height: 720 };

function* largeGrays(): Generator<Uint8Array> {
  const picture = new Uint8Array(4 * LARGE.width * LARGE.height);
  for (let i = 0; i < 18; i++) {
    yield picture.fill(grayOf(i));
  }
}

describe('a large clip that several threads decode', () => {
  const at = clipFolder();

  const analyzed = (file: string, threads: number) =>
    analyze(request(file, { threads, thumbnail: true }), async () => {});

  const largeClip = (name: string) =>
    makeClip(at(name), {
      ...LARGE,
      pictures: largeGrays(),
      gopSize: 6,
      codecOptions: { preset: 'ultrafast', bf: '2' },
    });

  it('is measured as on one', async () => {
    const file = await largeClip('whole.mp4');

    assert.deepEqual(await analyzed(file, 3), await analyzed(file, 1));
  });

  it('is measured as on one when it is damaged', async () => {
    const file = await largeClip('torn.mp4');
    const bytes = readFileSync(file);
    bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.6));
    writeFileSync(file, bytes);
    const onOne = await analyzed(file, 1);

    assert.ok(onOne.unreadable.length > 0);
    assert.deepEqual(await analyzed(file, 3), onOne);
  });
});
