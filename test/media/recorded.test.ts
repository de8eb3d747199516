import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { writeClip } from '../../tools/example-clips/encoder.ts';
import { clipFolder, grays } from '../support/clips.ts';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';

describe('when a clip was recorded', () => {
  const at = clipFolder();
  let daemon: RunningDaemon;
  before(async () => {
    daemon = await runDaemon({ preview_folder: at('') });
  });
  after(() => daemon.stop());

  const recorded = async (name: string, tags: Record<string, string>) => {
    const frameRate = { num: 25, den: 1 };
    const video = { width: 64, height: 48, frameRate, pictures: grays(5) };
    await writeClip(at(name), { video, tags });
    utimesSync(at(name), 1_700_000_000, 1_700_000_000);
    const record = (
      await daemon.lease.client.describe({ filename: at(name) }, AbortSignal.timeout(60_000))
    ).body as { video_timestamp: string; measured: { video: { recorded_from: string } } };
    return [record.video_timestamp, record.measured.video.recorded_from];
  };
  const APPLE = 'com.apple.quicktime.creationdate';
  const UTC = '2024-05-06T05:08:09.000000Z';
  const FILE = ['2023-11-14T22:13:20.000Z', 'file'];

  it('is what Apple’s cameras write, in the zone of the place, before all else', async () => {
    assert.deepEqual(
      await recorded('apple.mov', { [APPLE]: '2024-05-06T07:08:09+0200', creation_time: UTC }),
      ['2024-05-06T07:08:09+02:00', 'quicktime_creationdate'],
    );
  });

  for (const extension of ['mp4', 'mov', 'mkv']) {
    it(`is the container’s own time in .${extension}`, async () => {
      assert.deepEqual(await recorded(`own.${extension}`, { creation_time: UTC }), [
        '2024-05-06T05:08:09.000Z',
        'creation_time',
      ]);
    });
  }

  it('is the container’s own time when Apple’s tag is no time with a zone', async () => {
    for (const [i, tag] of [
      'yesterday',
      '2024-05-06T07:08:09',
      '2024-02-30T07:08:09+0200',
    ].entries()) {
      assert.deepEqual(await recorded(`odd-${i}.mov`, { [APPLE]: tag, creation_time: UTC }), [
        '2024-05-06T05:08:09.000Z',
        'creation_time',
      ]);
    }
  });

  it('is the file’s modification time when there is no tag, or that of a clock never set', async () => {
    assert.deepEqual(await recorded('none.mp4', {}), FILE);
    for (const [i, zero] of ['1904-01-01', '1970-01-01', '1980-01-01'].entries()) {
      const creation_time = `${zero}T00:00:05.000000Z`;
      assert.deepEqual(await recorded(`zero-${i}.mkv`, { creation_time }), FILE);
      assert.deepEqual(await recorded(`zero-${i}.mp4`, { creation_time }), FILE);
    }
  });
});
