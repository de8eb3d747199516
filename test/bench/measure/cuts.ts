import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import { random } from '../../support/luma.ts';
import type { Figure } from '../figures.ts';
import { contentChanges } from './content-detector.ts';
import { film, type Shot, shaking } from './film.ts';
import { CutScore, RivalScore } from './score.ts';
import { TEXTURES, type Texture, texture } from './textures.ts';

const CLIPS = 16;
const SECONDS = 6;
const SIZE = { width: 426, height: 240 };
const RATES = [25, 30, 24, 12, 50];

/** What happens in a clip, one thing per s, between which it just goes on. */
const EVENTS = ['cut', 'flash', 'whip pan', 'fade', 'cut', 'lamp', 'cut', 'blown flash'] as const;
type Event = (typeof EVENTS)[number];

type Script = { rate: number; events: { seconds: number; event: Event }[]; cuts: number[] };

/** Hard cuts among flashes, whip pans and fades, exact to the frame, beside a rival. */
export async function cuts(folder: string): Promise<Figure[]> {
  const file = join(folder, 'cuts.mp4');
  const textures = TEXTURES.map((name, i) => texture(name, 300 + i));
  const score = new CutScore();
  const rival = new RivalScore();
  for (let clip = 0; clip < CLIPS; clip++) {
    const script = scriptOf(clip);
    await write(file, script, clip, textures);
    const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
    const { measurements } = await analyze(request, async () => {});
    const { shots, fades } = measurements;
    // A shot begins with a cut unless it fades in.
    const measured = shots
      .slice(1)
      .map(({ start_seconds }) => start_seconds)
      .filter((start) => !fades.some(({ start_seconds }) => start_seconds === start));
    const inFrames = (seconds: number): number => Math.round(seconds * script.rate);
    rival.add(script.cuts.map(inFrames), await contentChanges(file));
    if (!score.add(script.cuts.map(inFrames), measured.map(inFrames))) {
      const events = script.events.map(({ seconds, event }) => `${event} ${seconds.toFixed(2)}`);
      console.log(
        `    clip ${clip}, ${script.rate} fps: ${events.join(', ')}; measured ${measured.map((s) => s.toFixed(2))}`,
      );
    }
  }
  const { found, missed, wrong, f1 } = score;
  return [
    { name: `cuts missed of ${found + missed}`, value: missed, unit: '' },
    { name: 'cuts seen where none is', value: wrong, unit: '' },
    { name: '1 - F1, cuts exact to the frame', value: 1 - f1, unit: '', atMost: 0.02 },
    ...rival.figures(score, 'generated clips'),
  ];
}

function scriptOf(clip: number): Script {
  const rate = RATES[clip % RATES.length] ?? 25;
  const events = Array.from({ length: SECONDS - 1 }, (_, i) => ({
    seconds: Math.round((i + 0.7 + 0.5 * random(clip, i, 5)) * rate) / rate,
    event: EVENTS[Math.floor(EVENTS.length * random(clip, i, 6))] ?? 'cut',
  }));
  return {
    rate,
    events,
    cuts: events.filter(({ event }) => event === 'cut').map((e) => e.seconds),
  };
}

async function write(
  file: string,
  script: Script,
  clip: number,
  textures: readonly Texture[],
): Promise<void> {
  const { rate } = script;
  function* pictures(): Generator<Uint8Array> {
    for (let i = 0; i < SECONDS * rate; i++) {
      yield film(shotAt(script, i / rate, clip, textures), SIZE.width, SIZE.height, i + 1);
    }
  }
  const codecOptions = { preset: 'veryfast' };
  await writeClip(file, {
    video: {
      ...SIZE,
      frameRate: { num: rate, den: 1 },
      pictures: pictures(),
      crf: 23,
      codecOptions,
    },
  });
}

function shotAt(
  { events, rate }: Script,
  t: number,
  clip: number,
  textures: readonly Texture[],
): Shot {
  const past = events.filter(({ seconds }) => t >= seconds - 1e-6);
  // A fade leads to another place, as a cut does.
  const place =
    past.filter(({ event }) => event === 'cut').length +
    past.filter(({ event }) => event === 'fade').length;
  const sway = shaking(0.3, clip)(t);
  const view = { x: sway.x + 700 * place + 6 * t * (clip % 3), y: sway.y + 311 * place, zoom: 1 };
  const shot: Shot = { texture: textures[(clip + place) % textures.length] ?? [], view };
  for (const { seconds, event } of events) {
    const since = t - seconds + 1e-6;
    if (event === 'flash' && since >= 0 && since < 0.2) {
      return { ...shot, offset: 180 * (1 - since / 0.2) };
    }
    if (event === 'blown flash' && since >= 0 && since < 2 / rate) {
      return { ...shot, gain: 0, offset: 252 };
    }
    if (event === 'lamp' && since >= 0) {
      shot.offset = (shot.offset ?? 0) + 35;
    }
    if (event === 'whip pan' && since >= 0) {
      shot.view = { ...shot.view, x: shot.view.x + 150 * Math.min(since, 0.4) };
    }
    if (event === 'fade' && Math.abs(since) < 0.4) {
      return { ...shot, gain: Math.abs(since) / 0.4 };
    }
  }
  return shot;
}
