import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import type { Range } from '../../../lib/record/schema.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import type { Figure } from '../figures.ts';
import { film, type Shot } from './film.ts';
import { TEXTURES, type Texture, texture } from './textures.ts';

/** Small and slow: what is counted is frames, not their quality. */
const SIZE = { width: 214, height: 120 };
/** Frames per s that are asked for, and the most of them. */
const FPS = 1;
const MAX_FRAMES = 32;

const LEVEL = { x: 0, y: 0, zoom: 1 };

/** In % of the frame's width per s: half a second later little of the picture is where it was. */
const BUSY_SPEED = 60;

type Scene = {
  name: string;
  seconds: number;
  /** Frames per s; low ones in long clips, which would take long to encode. */
  rate: number;
  shotAt: (seconds: number) => Shot;
  /** When something happens. */
  happens?: Range;
  atLeast?: number;
  atMost?: number;
  /** The longest time, in s, for which a model may see nothing of what happens. */
  longestUnseen?: number;
  /** Was not looked at when the method was chosen. */
  heldOut?: boolean;
};

/** How many frames are chosen where hardly anything happens, and where much does. */
export async function frames(folder: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const scene of scenes(TEXTURES.map((name, i) => texture(name, 500 + i)))) {
    figures.push(...(await figuresOf(scene, await chosen(folder, scene))));
  }
  return figures;
}

function scenes(textures: readonly Texture[]): Scene[] {
  const [leaves, city, meadow, clouds, letters] = textures as [
    Texture,
    Texture,
    Texture,
    Texture,
    Texture,
  ];
  const still = (ground: Texture) => (): Shot => ({ texture: ground, view: LEVEL });
  const busy =
    (ground: Texture, speed = BUSY_SPEED) =>
    (t: number): Shot => ({ texture: ground, view: { ...LEVEL, x: speed * t } });
  /** Somebody walks through the picture while a tripod stands. */
  const walker = (ground: Texture, happens: Range, width: number) => (t: number) => ({
    ...still(ground)(),
    things: isIn(happens, t)
      ? [{ texture: letters, left: progress(happens, t) - width / 2, top: 0.3, width, height: 0.6 }]
      : [],
  });
  /** A head before a wall: it sways, and the mouth opens and shuts. */
  const head = (ground: Texture, pace: number) => (t: number) => {
    const left = 0.37 + 0.012 * Math.sin(pace * t) + 0.006 * Math.sin(2.7 * pace * t);
    const mouth = 0.02 + 0.03 * Math.abs(Math.sin(5 * pace * t));
    return {
      ...still(ground)(),
      things: [
        { texture: clouds, left, top: 0.2, width: 0.26, height: 0.8 },
        { texture: letters, left: left + 0.09, top: 0.55, width: 0.08, height: mouth },
      ],
    };
  };
  const slides = (every: number) => (t: number) => {
    const slide = Math.floor(t / every);
    return {
      texture: slide % 2 === 0 ? letters : city,
      view: { x: 130 * slide, y: 71 * slide, zoom: 1 },
    };
  };
  const range = (start_seconds: number, end_seconds: number) => ({ start_seconds, end_seconds });
  const walks = range(31, 37);
  const farWalk = range(402, 409);
  const sprint = range(44, 60);
  const late = range(17, 19.5);
  return [
    { name: 'still', seconds: 20, rate: 25, shotAt: still(leaves), atMost: 6 },
    { name: 'busy', seconds: 22, rate: 25, shotAt: busy(leaves), atLeast: MAX_FRAMES },
    { name: 'still, long', seconds: 90, rate: 10, shotAt: still(city), atMost: 9 },
    {
      name: 'tripod, one walks past',
      seconds: 90,
      rate: 10,
      shotAt: walker(meadow, walks, 0.16),
      happens: walks,
      longestUnseen: 1,
      atMost: 24,
    },
    {
      name: 'tripod for ten minutes, one walks past',
      seconds: 600,
      rate: 5,
      shotAt: walker(leaves, farWalk, 0.14),
      happens: farWalk,
      longestUnseen: 1,
      atMost: 24,
    },
    { name: 'talking head', seconds: 40, rate: 15, shotAt: head(city, 1), atMost: 16 },
    { name: 'slides of 4 s', seconds: 48, rate: 10, shotAt: slides(4), atLeast: 12, atMost: 15 },
    {
      name: 'still, then action',
      seconds: 60,
      rate: 15,
      shotAt: (t) => busy(city)(Math.max(0, t - sprint.start_seconds)),
      happens: sprint,
      longestUnseen: 1.5,
    },
    { name: 'busy, long', seconds: 90, rate: 10, shotAt: busy(meadow), atLeast: MAX_FRAMES },
    {
      name: 'tripod, a cyclist',
      seconds: 50,
      rate: 12,
      shotAt: walker(city, late, 0.24),
      happens: late,
      longestUnseen: 1,
      atMost: 16,
      heldOut: true,
    },
    {
      name: 'head before leaves',
      seconds: 70,
      rate: 12,
      shotAt: head(leaves, 1.4),
      atMost: 20,
      heldOut: true,
    },
    {
      name: 'slides of 7 s',
      seconds: 70,
      rate: 8,
      shotAt: slides(7),
      atLeast: 10,
      atMost: 13,
      heldOut: true,
    },
    {
      name: 'slow pan',
      seconds: 60,
      rate: 12,
      shotAt: busy(meadow, 6),
      atLeast: MAX_FRAMES,
      heldOut: true,
    },
  ];
}

async function chosen(
  folder: string,
  { seconds, rate, shotAt }: Scene,
): Promise<readonly number[]> {
  const file = join(folder, 'frames.mp4');
  function* pictures(): Generator<Uint8Array> {
    for (let i = 0; i < seconds * rate; i++) {
      yield film(shotAt(i / rate), SIZE.width, SIZE.height, i + 1);
    }
  }
  const codecOptions = { preset: 'veryfast' };
  const frameRate = { num: rate, den: 1 };
  await writeClip(file, {
    video: { ...SIZE, frameRate, pictures: pictures(), crf: 23, codecOptions },
  });
  const request = { file, fps: FPS, maxFrames: MAX_FRAMES, maxPixels: 224, pictures: false };
  const analysis = await analyze(request, async () => {});
  return analysis.frames.map(({ timestampSeconds }) => timestampSeconds);
}

function figuresOf(scene: Scene, times: readonly number[]): Figure[] {
  const { name, seconds, happens, longestUnseen, heldOut = false, atLeast, atMost } = scene;
  const about = `${name}, ${seconds} s${heldOut ? ' (held out)' : ''}`;
  const count: Figure = {
    name: `frames: ${about}`,
    value: times.length,
    unit: '',
    ...(atLeast !== undefined && { atLeast }),
    ...(atMost !== undefined && { atMost }),
  };
  if (happens === undefined || longestUnseen === undefined) {
    return [count];
  }
  const moments = [
    happens.start_seconds,
    ...times.filter((time) => isIn(happens, time)),
    happens.end_seconds,
  ];
  const gaps = moments.slice(1).map((time, i) => time - (moments[i] ?? 0));
  const value = Math.max(...gaps);
  return [count, { name: `unseen of it: ${about}`, value, unit: 's', atMost: longestUnseen }];
}

function isIn({ start_seconds, end_seconds }: Range, seconds: number): boolean {
  return seconds >= start_seconds && seconds < end_seconds;
}

function progress({ start_seconds, end_seconds }: Range, seconds: number): number {
  return (seconds - start_seconds) / (end_seconds - start_seconds);
}
