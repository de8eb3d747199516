import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import { writeClip } from '../../../tools/example-clips/encoder.ts';
import type { Figure } from '../figures.ts';
import { film, type View } from './film.ts';
import { texture } from './textures.ts';

const SIZE = { width: 426, height: 240 };
const RATE = 25;
/** Frames per s that are asked for, and the most of them. */
const FPS = 1;
const MAX_FRAMES = 32;

/** In s. */
const STILL = 20;
const BUSY = 22;

/** In % of the frame's width per s: half a second later little of the picture is where it was. */
const BUSY_SPEED = 60;

/** How many frames are chosen where hardly anything happens, and where much does. */
export async function frames(folder: string): Promise<Figure[]> {
  const still = await chosen(folder, STILL, () => ({ x: 0, y: 0, zoom: 1 }));
  const busy = await chosen(folder, BUSY, (t) => ({ x: BUSY_SPEED * t, y: 0, zoom: 1 }));
  return [
    {
      name: `frames of a still clip of ${STILL} s`,
      value: still,
      unit: '',
      atMost: Math.floor((FPS * STILL) / 3),
    },
    {
      name: `frames of a busy clip of ${BUSY} s`,
      value: busy,
      unit: '',
      atLeast: Math.min(MAX_FRAMES, 2 * FPS * BUSY),
    },
  ];
}

async function chosen(
  folder: string,
  seconds: number,
  viewAt: (t: number) => View,
): Promise<number> {
  const file = join(folder, 'frames.mp4');
  const surface = texture('leaves', 500);
  function* pictures(): Generator<Uint8Array> {
    for (let i = 0; i < seconds * RATE; i++) {
      const shot = { texture: surface, view: viewAt(i / RATE) };
      yield film(shot, SIZE.width, SIZE.height, i + 1);
    }
  }
  const codecOptions = { preset: 'veryfast' };
  const frameRate = { num: RATE, den: 1 };
  await writeClip(file, {
    video: { ...SIZE, frameRate, pictures: pictures(), crf: 23, codecOptions },
  });
  const request = { file, fps: FPS, maxFrames: MAX_FRAMES, maxPixels: 224, pictures: false };
  return (await analyze(request, async () => {})).frames.length;
}
