import assert from 'node:assert/strict';
import { MeasuredEngine } from '../../../lib/engines/measured/index.ts';
import type { Measured } from '../../../lib/record/schema.ts';
import { keywords } from '../../../lib/subtitles/keywords.ts';

const STILL: Measured['camera'] = {
  movement: 'still',
  confidence: 0.9,
  speed_percent_per_second: 0,
  zoom_percent_per_second: 0,
  shake_percent_per_second: 0.2,
};
const PAN: Measured['camera'] = {
  ...STILL,
  movement: 'panning',
  direction: 'right',
  speed_percent_per_second: 12,
};

const LIGHT: Measured['light'] = { mean_luma: 0.45, black: [], clipped: [], dark: [] };
const MEASURED: Measured = {
  video: {
    codec: 'h264',
    width: 1920,
    height: 1080,
    frame_rate: 25,
    rotation_degrees: 0,
    has_sound: true,
  },
  camera: STILL,
  light: { ...LIGHT },
  shots: [],
  fades: [],
  jerky: [],
  frozen: [],
  activity: 0.05,
  detail_spread: 0.6,
  frames: [],
  speech: [],
  unreadable: [],
};

const engine = new MeasuredEngine();
const words = (measured: Partial<Measured>, durationSeconds = 12, ...said: string[]) => {
  const cues = said.map((text, i) => ({ startSeconds: i, endSeconds: i + 1, text }));
  return engine.describe({
    filename: 'clip.mp4',
    durationSeconds,
    frames: [],
    measured: { ...MEASURED, ...measured },
    cues,
    keywords: keywords(cues),
  });
};
const sentence = async (measured: Partial<Measured>, durationSeconds?: number) =>
  (await words(measured, durationSeconds)).description;

describe('the measured engine', () => {
  it('does not call a silent sound track sound', async () => {
    const silent = (end_seconds: number) =>
      sentence({ sound: { silence: [{ start_seconds: 0, end_seconds }] } });

    assert.match(await silent(12), /^A 12-second clip with a silent sound track, shot /);
    assert.match(await silent(6), /^A 12-second clip with sound, shot /);
  });

  it('says how long the clip is and what the camera does', async () => {
    assert.equal(
      await sentence({ camera: PAN }),
      'A 12-second clip with sound, in which the camera pans to the right.',
    );
    assert.equal(
      await sentence({ camera: { ...PAN, direction: 'up', speed_percent_per_second: 3 } }, 8),
      'An 8-second clip with sound, in which the camera tilts slowly up.',
    );
    assert.equal(
      await sentence({ camera: { ...PAN, direction: 'down left', speed_percent_per_second: 90 } }),
      'A 12-second clip with sound, in which the camera pans quickly down and to the left.',
    );
    assert.equal(
      await sentence({ activity: 0 }, 200),
      'A 3-minute clip with sound, shot with a fixed camera while hardly anything moves.',
    );
  });

  it('says what else is worth saying', async () => {
    assert.equal(
      await sentence({
        video: { ...MEASURED.video, width: 1080, height: 1920, has_sound: false },
        light: { ...LIGHT, mean_luma: 0.2, black: [{ start_seconds: 0, end_seconds: 1 }] },
      }),
      'A dark vertical 12-second clip without sound, shot with a fixed camera while something moves in the picture, beginning in black.',
    );
    assert.equal(
      await sentence({ video: { ...MEASURED.video, frame_rate: 0 } }, 0.04),
      'A single picture with sound.',
    );
  });

  it('says how many shots there are, and what the camera does in most of them', async () => {
    const shots = [STILL, PAN, STILL].map((camera, i) => ({
      start_seconds: 4 * i,
      end_seconds: 4 * i + 4,
      camera,
    }));

    assert.equal(
      await sentence({ shots }),
      'A 12-second clip with sound in three shots, mostly shot with a fixed camera while something moves in the picture.',
    );
  });

  it('says that it fades in and out, and not twice that it is black there', async () => {
    assert.equal(
      await sentence({
        light: { ...LIGHT, black: [{ start_seconds: 0, end_seconds: 0.8 }] },
        fades: [
          { kind: 'in', start_seconds: 0.5, end_seconds: 1.5 },
          { kind: 'out', start_seconds: 11, end_seconds: 12 },
        ],
        camera: PAN,
        shots: [],
      }),
      'A 12-second clip with sound, in which the camera pans to the right, fading in at the beginning and out at the end.',
    );
  });

  it('says that the camera goes back, and that a file is damaged', async () => {
    const camera = { ...STILL, movement: 'random' as const, zoom_percent_per_second: -8 };

    assert.equal(
      await sentence({ camera, shots: [], unreadable: [{ start_seconds: 3, end_seconds: 4 }] }),
      'A 12-second clip with sound, in which the camera moves or zooms back, damaged in places.',
    );
  });

  it('says nothing of a camera that it is not sure of', async () => {
    assert.equal(
      await sentence({ camera: { ...PAN, confidence: 0.2 } }),
      'A 12-second clip with sound.',
    );
  });

  it('quotes what is said in its own language', async () => {
    const { description } = await words({}, 12, 'Et voilà la mer.', 'Elle est belle.');

    assert.match(description, / The subtitles say: “Et voilà la mer\. Elle est belle\.”$/);
  });

  it('cuts a long quote between words', async () => {
    const { description } = await words({}, 12, 'marvellous '.repeat(60).trim());

    assert.match(description, /“(marvellous )+marvellous…”$/);
    assert.ok(description.length < 320, `${description.length} characters`);
  });

  it('names the clip after what is said, else after what is seen', async () => {
    assert.equal((await words({}, 12, 'This is our harbour.')).shortName, 'harbour');
    assert.equal((await words({ camera: PAN }, 12, 'Oh, well.')).shortName, 'pan right');
    assert.equal(
      (await words({ light: { ...LIGHT, mean_luma: 0.1 } })).shortName,
      'still shot dark',
    );
  });

  it('names a clip of shots that do not agree after how many there are', async () => {
    const shot = (camera: Measured['camera'], at: number) => ({
      start_seconds: at,
      end_seconds: at + 6,
      camera,
    });
    const unsure = { ...PAN, confidence: 0.3 };
    const mixed = await words({ camera: unsure, shots: [shot(PAN, 0), shot(STILL, 6)] });
    assert.equal(mixed.shortName, 'two shots');
    const single = await words({ camera: unsure, shots: [shot(unsure, 0)] });
    assert.equal(single.shortName, 'pan right');
  });

  it('leaves to the measures what they know', async () => {
    assert.deepEqual(Object.keys(await words({})), ['description', 'shortName']);
  });

  it('needs no pictures', () => {
    assert.equal(engine.needsPictures, false);
  });
});
