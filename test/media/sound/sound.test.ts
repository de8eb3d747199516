import assert from 'node:assert/strict';
import { MediaPool } from '../../../lib/media/pool.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import { request } from '../../support/clip-request.ts';
import { clipFolder, grays, makeClip } from '../../support/clips.ts';

const RATE = 48_000;
const SECONDS = 6;

describe('the measured sound', () => {
  const at = clipFolder();
  const pool = new MediaPool(10_000);
  after(() => pool.close());

  /** @param level of a 1 kHz tone at each moment, in dBFS */
  const soundOf = async (name: string, level: (seconds: number) => number, startTime = 0) => {
    const samples = new Float32Array(RATE * SECONDS).map(
      (_, i) => 10 ** (level(i / RATE) / 20) * Math.sin((2 * Math.PI * 1000 * i) / RATE),
    );
    await writeClip(at(name), {
      video: {
        width: 64,
        height: 48,
        frameRate: { num: 25, den: 1 },
        pictures: grays(25 * SECONDS),
        codecOptions: { preset: 'ultrafast' },
      },
      sound: { sampleRate: RATE, channels: [samples, samples], startTime },
    });
    return (await pool.read(request(at(name)), new AbortController().signal)).sound;
  };

  it('has its loudness after EBU R 128: a stereo tone of 1 kHz at -23 dBFS has -23 LUFS', async () => {
    const sound = await soundOf('reference.mp4', () => -23);

    assert.ok(Math.abs((sound?.loudness_lufs ?? 0) + 23) < 0.2, `${sound?.loudness_lufs} LUFS`);
    assert.deepEqual(sound?.silence, []);
  });

  it('says where it is silent, which does not make it less loud', async () => {
    const sound = await soundOf('pause.mp4', (t) => (t < 2 || t > 4 ? -23 : -120));
    const [pause, ...others] = sound?.silence ?? [];

    assert.ok(Math.abs((sound?.loudness_lufs ?? 0) + 23) < 0.7, `${sound?.loudness_lufs} LUFS`);
    assert.ok(Math.abs((pause?.start_seconds ?? 0) - 2) < 0.03, JSON.stringify(pause));
    assert.ok(Math.abs((pause?.end_seconds ?? 0) - 4) < 0.03, JSON.stringify(pause));
    assert.deepEqual(others, []);
  });

  it('has no loudness when nothing is to be heard', async () => {
    const sound = await soundOf('mute.mp4', () => -200);

    assert.equal(sound?.loudness_lufs, undefined);
    assert.ok((sound?.silence[0]?.end_seconds ?? 0) > SECONDS - 0.1);
  });

  it('is left out of a clip without sound', async () => {
    const file = await makeClip(at('silent.mp4'));
    const { sound } = await pool.read(request(file), new AbortController().signal);

    assert.equal(sound, undefined);
  });
});
