import assert from 'node:assert/strict';
import type { ClipView } from '../../../lib/engines/engine.ts';
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
const COLOUR: Measured['colour'] = {
  dominant: [
    { name: 'slate', share: 0.4 },
    { name: 'green', share: 0.25 },
    { name: 'white', share: 0.06 },
  ],
  colourfulness: 30,
  warmth: 0,
};
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
  colour: COLOUR,
  shots: [],
  boundaries: [],
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
const words = (measured: Partial<Measured>, clip: Partial<ClipView> = {}, ...said: string[]) => {
  const cues = said.map((text, i) => ({ startSeconds: i, endSeconds: i + 1, text }));
  return engine.describe({
    filename: 'clip.mp4',
    durationSeconds: 12,
    frames: [],
    measured: { ...MEASURED, ...measured },
    cues,
    keywords: keywords(cues),
    ...clip,
  });
};
const sentence = async (measured: Partial<Measured>, clip?: Partial<ClipView>) =>
  (await words(measured, clip)).description;
const name = async (measured: Partial<Measured>, clip?: Partial<ClipView>) =>
  (await words(measured, clip)).shortName;

const shots = (...cameras: Measured['camera'][]): Measured['shots'] =>
  cameras.map((camera, i) => ({ start_seconds: 4 * i, end_seconds: 4 * i + 4, camera }));
const video = (more: Partial<Measured['video']>): Measured['video'] => ({
  ...MEASURED.video,
  ...more,
});

describe('the measured engine', () => {
  it('says how long the clip is, its colours, and what the camera does', async () => {
    assert.equal(
      await sentence({ camera: PAN }),
      'A 12-second pan to the right in slate and green, with sound.',
    );
    assert.equal(
      await sentence(
        { camera: { ...PAN, direction: 'up', speed_percent_per_second: 3 } },
        { durationSeconds: 8 },
      ),
      'A slow 8-second tilt up in slate and green, with sound.',
    );
    assert.equal(
      await sentence({ camera: { ...PAN, direction: 'down left', speed_percent_per_second: 90 } }),
      'A quick 12-second pan down and to the left in slate and green, with sound.',
    );
    assert.equal(
      await sentence({ activity: 0 }, { durationSeconds: 200 }),
      'A still 3-minute shot in slate and green, with sound; hardly anything moves.',
    );
  });

  it('says what else is worth saying', async () => {
    assert.equal(
      await sentence({
        video: video({ width: 1080, height: 1920, has_sound: false }),
        light: { ...LIGHT, mean_luma: 0.2, black: [{ start_seconds: 0, end_seconds: 1 }] },
      }),
      'A dark, still vertical 12-second shot in slate and green, without sound; something moves in the picture. It begins in black.',
    );
    assert.equal(
      await sentence({ video: video({ frame_rate: 0 }) }, { durationSeconds: 0.04 }),
      'A single picture in slate and green, with sound.',
    );
  });

  it('reads well when it is short, and when it zooms', async () => {
    const zoom = { ...STILL, movement: 'moving forward' as const, motions: ['zoom' as const] };

    assert.equal(
      await sentence({ camera: { ...PAN, speed_percent_per_second: 3 } }, { durationSeconds: 0.5 }),
      'A slow, very short pan to the right in slate and green, with sound.',
    );
    assert.match(await sentence({ camera: zoom }), /^A 12-second zoom inwards in slate and green,/);
  });

  it('says when most is of one colour, when there is none, and whether the light is warm', async () => {
    const colour = (more: Partial<NonNullable<Measured['colour']>>) =>
      sentence({ camera: PAN, colour: { dominant: [], colourfulness: 30, warmth: 0, ...more } });
    const dominant = [
      { name: 'sand', share: 0.7 },
      { name: 'red', share: 0.06 },
    ];

    assert.match(
      await colour({ dominant, warmth: 0.06 }),
      /^A warm 12-second pan .+, mostly sand with some red, with sound\.$/,
    );
    assert.match(
      await colour({ dominant, colourfulness: 1 }),
      / pan to the right in black and white, /,
    );
  });

  it('says what the sound is like, and does not call a silent sound track sound', async () => {
    const sound = (more: Partial<NonNullable<Measured['sound']>>) =>
      sentence({ sound: { silence: [], ...more } });

    assert.match(
      await sound({ silence: [{ start_seconds: 0, end_seconds: 12 }] }),
      / with a silent sound track;/,
    );
    assert.match(await sound({ silence: [{ start_seconds: 0, end_seconds: 6 }] }), / with sound;/);
    assert.match(await sound({ kind: 'speech-like' }), / with sound that sounds like speech;/);
    assert.match(
      await sound({ kind: 'music-like', loudness_lufs: -12 }),
      / with loud sound that sounds like music;/,
    );
  });

  it('says when and where it was recorded, and the time of day when the clock of the place is known', async () => {
    const place = { latitude_degrees: 46.02, longitude_degrees: 7.75 };
    const local = {
      timestamp: '2024-05-06T07:08:09+02:00',
      from: 'quicktime_creationdate' as const,
    };
    const utc = { timestamp: '2024-05-06T05:08:09.000Z', from: 'creation_time' as const };

    assert.match(
      await sentence({}, { recorded: local }),
      / Recorded on 6 May 2024 in the morning\.$/,
    );
    assert.match(await sentence({}, { recorded: utc }), / Recorded on 6 May 2024\.$/);
    assert.match(
      await sentence({ video: video({ place }) }, { recorded: utc }),
      / Recorded on 6 May 2024 in the morning, at 46\.0° N 7\.8° E\.$/,
    );
    assert.equal(
      await name({ video: video({ place }) }, { recorded: utc }),
      'morning slate and green still 46n 8e',
    );
  });

  it('says how many shots there are, and what the camera does in each', async () => {
    const camera = STILL;
    assert.equal(
      await sentence({ camera, shots: shots(STILL, PAN, STILL) }),
      'A 12-second clip of three shots in slate and green, with sound. In order: a still shot, a pan to the right and a still shot.',
    );
    assert.match(
      await sentence({ camera, shots: shots(STILL, STILL) }),
      / Each is a still shot\.$/,
    );
  });

  it('says that it fades in and out, and not twice that it is black there', async () => {
    assert.match(
      await sentence({
        light: { ...LIGHT, black: [{ start_seconds: 0, end_seconds: 0.8 }] },
        fades: [
          { kind: 'in', start_seconds: 0.5, end_seconds: 1.5 },
          { kind: 'out', start_seconds: 11, end_seconds: 12 },
        ],
      }),
      / It fades in at the beginning and out at the end\.$/,
    );
  });

  it('says that the camera goes back, and that a file is damaged', async () => {
    const camera = { ...STILL, movement: 'random' as const, zoom_percent_per_second: -8 };

    assert.equal(
      await sentence({ camera, unreadable: [{ start_seconds: 3, end_seconds: 4 }] }),
      'A 12-second shot that moves or zooms back in slate and green, with sound. It is damaged in places.',
    );
  });

  it('claims no movement of a camera that it is not sure of, in no shot and no name', async () => {
    const unsure = { ...PAN, confidence: 0.4 };

    assert.equal(
      await sentence({ camera: unsure }),
      'A 12-second clip in slate and green, with sound.',
    );
    assert.doesNotMatch(await sentence({ shots: shots(STILL, unsure) }), /still|pan/);
    assert.equal(await name({ camera: unsure }), 'slate and green');
  });

  it('quotes what is said in its own language', async () => {
    const { description } = await words({}, {}, 'Et voilà la mer.', 'Elle est belle.');

    assert.match(description, / The subtitles say: “Et voilà la mer\. Elle est belle\.”$/);
  });

  it('cuts a long quote between words', async () => {
    const { description } = await words({}, {}, 'marvellous '.repeat(60).trim());

    assert.match(description, /“(marvellous )+marvellous…”$/);
    assert.ok(description.length < 350, `${description.length} characters`);
  });

  it('names the clip after what is said, else after what tells it from others', async () => {
    assert.equal((await words({}, {}, 'This is our harbour.')).shortName, 'harbour');
    assert.equal(
      (await words({ camera: PAN }, {}, 'Oh, well.')).shortName,
      'slate and green pan right',
    );
    assert.equal(
      await name({
        light: { ...LIGHT, mean_luma: 0.1 },
        sound: { silence: [], kind: 'music-like' },
        activity: 0.2,
      }),
      'dark slate and green still busy music',
    );
    assert.equal(await name({ shots: shots(STILL, PAN) }), 'slate and green two shots');
  });

  it('leaves to the measures what they know', async () => {
    assert.deepEqual(Object.keys(await words({})), ['description', 'shortName']);
  });

  it('needs no pictures', () => {
    assert.equal(engine.needsPictures, false);
  });
});
