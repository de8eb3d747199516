import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { FactsReader } from '../../lib/media/facts-reader.ts';
import { MediaPool } from '../../lib/media/pool.ts';
import { writeClip } from '../../tools/example-clips/encoder.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, grays, makeClip, makeClipWithSound, plain } from '../support/clips.ts';

describe('what a file says of its frames and its sound', () => {
  const at = clipFolder();
  const reader = new FactsReader();
  after(() => reader.close());

  const ntsc = { num: 30_000, den: 1001 };
  const video = {
    ...{ width: 64, height: 48, frameRate: ntsc, codecOptions: { preset: 'ultrafast' } },
    pictures: [...grays(30)],
  };

  it('is its exact rate, 30000/1001 and not 29.97', async () => {
    const facts = await reader.read(await makeClip(at('ntsc.mp4'), { frameRate: ntsc }));
    assert.equal(facts.nominal_frame_rate, '30000/1001');
    assert.equal(facts.variable_frame_rate, undefined);
    assert.equal(facts.has_sound, false);
    assert.deepEqual([facts.width, facts.height], [64, 48]);
    assert(Math.abs(facts.seconds - (25 * 1001) / 30_000) < 0.002, String(facts.seconds));
  });

  it('is that frames come at uneven times', async () => {
    const times = [0, 100, 150, 700, 1200];
    const file = await makeClip(at('vfr.mp4'), {
      timeBase: { num: 1, den: 1000 },
      frameRate: { num: 4, den: 1 },
      pictures: times.map((pts, i) => ({ pixels: plain(50 * i), pts })),
    });
    const facts = await reader.read(file);
    assert.equal(facts.variable_frame_rate, true);
    assert.equal(facts.nominal_frame_rate, undefined);
  });

  it('is the timecode of its first frame, drop-frame or not', async () => {
    for (const timecode of ['01:00:00;00', '10:20:30:12']) {
      const file = at(`${timecode.replace(/\W/g, '')}.mov`);
      await writeClip(file, { video, tags: { timecode } });
      assert.equal((await reader.read(file)).start_timecode, timecode);
    }
    assert.equal((await reader.read(at('ntsc.mp4'))).start_timecode, undefined);
  });

  it('is channels and sample rate of the sound', async () => {
    const facts = await reader.read(await makeClipWithSound(at('sound.mp4')));
    assert.deepEqual([facts.sound_channels, facts.sound_sample_rate], [1, 48_000]);
  });

  it('is the size as displayed', async () => {
    const facts = await reader.read(await makeClip(at('turned.mp4'), { rotation: 90 }));
    assert.deepEqual([facts.width, facts.height], [48, 64]);
  });

  it('is the same as in its record', async () => {
    const pool = new MediaPool(10_000);
    try {
      for (const name of ['ntsc.mp4', 'vfr.mp4', '010000.mov', 'sound.mp4']) {
        const file = at(name === '010000.mov' ? '01000000.mov' : name);
        const { probe } = await pool.read(request(file), new AbortController().signal);
        const { width, height, frame_rate, has_sound, seconds, ...counting } =
          await reader.read(file);
        assert.deepEqual(probe.counting, counting);
        assert.deepEqual([probe.width, probe.height, probe.hasSound], [width, height, has_sound]);
        assert(
          Math.abs(probe.durationSeconds - seconds) < 0.05,
          `${name} ${seconds} ${frame_rate}`,
        );
      }
    } finally {
      await pool.close();
    }
  });

  it('is told of the next file after one that is no video or not there', async () => {
    writeFileSync(at('letter.mp4'), 'Dear editor');
    const [letter, missing, good] = await Promise.allSettled(
      ['letter.mp4', 'missing.mp4', 'ntsc.mp4'].map((name) => reader.read(at(name))),
    );
    assert.equal(letter?.status === 'rejected' && letter.reason.code, 'CLIP_UNREADABLE');
    assert.equal(missing?.status === 'rejected' && missing.reason.code, 'CLIP_MISSING');
    assert.equal(good?.status, 'fulfilled');
  });
});
