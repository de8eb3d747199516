import { strict as assert } from 'node:assert';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../../lib/config/load.ts';
import { greyJpeg } from '../../../lib/engines/openai/grey-jpeg.ts';
import { LiveClips } from '../../../lib/report/live/live-clips.ts';
import type { PageClip, PageData } from '../../../lib/report/page-data.ts';

const RECORD = {
  filename: 'a.mp4',
  video_description_long: 'A boat.',
  video_description_short: 'boat',
  thumbnail_file: 'a_thumb.jpg',
};

describe('the clips of a live report', () => {
  let folder: string;
  let clips: LiveClips;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-live-'));
    mkdirSync(join(folder, 'clips'));
    // No folder can be made here, so that no pictures are made.
    write('report', '');
    clips = new LiveClips(
      resolveConfig({
        preview_folder: join(folder, 'clips'),
        daemon_log_file: join(folder, 'logs/daemon.log'),
        report: { file: join(folder, 'report/index.html') },
      }),
    );
  });
  afterEach(async () => {
    await clips.close();
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content: string | Uint8Array | object): void => {
    const isData = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(join(folder, name), isData ? content : JSON.stringify(content));
  };
  const look = () => clips.look(async () => {});
  const shown = (name: string): PageClip | undefined => {
    const reportData: PageData[] = [];
    new Function('self', Buffer.from(clips.clipsFile()).toString())({ reportData });
    return reportData
      .flatMap((data) => (data.kind === 'clips' ? data.clips : []))
      .find((clip) => clip.name === name);
  };

  it('are shown by the picture beside them while their own is not made, at its size', async () => {
    write('clips/a.mp4', 'a clip');
    write('clips/a.json', RECORD);
    write('clips/a_thumb.jpg', greyJpeg(160, 90));
    await look();
    const { picture } = shown('a.mp4') ?? {};
    assert.deepEqual([picture?.width, picture?.height], [160, 90]);
    assert.equal(clips.thumbnailOf(shown('a.mp4')?.id ?? ''), join(folder, 'clips/a_thumb.jpg'));
  });

  for (const [what, thumbnail_file, content] of [
    ['is no picture', 'a_thumb.jpg', 'not a picture'],
    ['is cut off', 'a_thumb.jpg', greyJpeg(160, 90).slice(0, 30)],
    ['is empty', 'a_thumb.jpg', ''],
    ['lies elsewhere', '../a_thumb.jpg', greyJpeg(160, 90)],
    ['is no name', { toString: 'a_thumb.jpg' }, ''],
  ] as const) {
    it(`are shown without one that ${what}`, async () => {
      write('clips/a.mp4', 'a clip');
      write('clips/a.json', { ...RECORD, thumbnail_file });
      write('clips/a_thumb.jpg', content);
      write('a_thumb.jpg', content);
      await look();
      assert.equal(shown('a.mp4')?.state, 'described');
      assert.equal(shown('a.mp4')?.picture, undefined);
    });
  }

  it('are told one by one when few have changed, and not when many have', async () => {
    await look();
    const { version } = clips.newsAfter(undefined);
    for (let clip = 0; clip < 3; clip++) {
      write(`clips/${clip}.mp4`, '');
    }
    await look();
    assert.equal(clips.newsAfter(version).changes?.length, 3);
    for (let clip = 0; clip < 150; clip++) {
      write(`clips/${clip}.mp4`, 'changed');
    }
    await look();
    assert.equal(clips.newsAfter(version).changes, undefined);
    assert.deepEqual(clips.newsAfter(clips.newsAfter(undefined).version).changes, []);
  });

  it('that cannot be looked at cost no other, and a folder that is gone costs none that was there', async () => {
    write('clips/a.mp4', 'a clip');
    write('clips/b.mp4', 'a clip');
    write('clips/b.json', '');
    truncateSync(join(folder, 'clips/b.json'), 11 * 1024 * 1024);
    await look();
    assert.equal(shown('a.mp4')?.state, 'waiting');
    assert.match(shown('b.mp4')?.reason ?? '', /larger than/);
    rmSync(join(folder, 'clips'), { recursive: true });
    await look();
    assert.equal(shown('a.mp4')?.state, 'waiting');
  });
});
