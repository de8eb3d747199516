import { writeFileSync } from 'node:fs';
import { loadImage } from '@napi-rs/canvas';
import { makeClip } from './clips.ts';
import { landscape } from './luma.ts';
import type { Asked } from './model-server.ts';

/** What a model was asked about one clip, as a test wants to see it. */
export type Arrived = {
  /** Times of the pictures as their labels have them, in s. */
  times: number[];
  /** Of each picture, in px. */
  sizes: { width: number; height: number }[];
  maxTokens: number;
  temperature: number;
  prompt: string;
  /** The header `Authorization`. */
  key: string | undefined;
};

/** Reads what arrived at the model: the JPEGs by a decoder that is not FFmpeg's. */
export async function arrived(asked: Asked | undefined): Promise<Arrived> {
  if (asked === undefined) {
    throw new Error('the model was not asked');
  }
  const { prompt, pictures, maxTokens, temperature, headers } = asked;
  const images = await Promise.all(pictures.map((jpeg) => loadImage(jpeg)));
  return {
    times: [...prompt.matchAll(/^frame \d+: <([\d.]+) seconds>$/gm)].map(([, time]) =>
      Number(time),
    ),
    sizes: images.map(({ width, height }) => ({ width, height })),
    maxTokens,
    temperature,
    prompt,
    key: headers.authorization,
  };
}

const WIDTH = 320;
const HEIGHT = 180;
const FRAME_RATE = 20;

/**
 * Writes a clip in which every sampled frame is worth showing: a pan over a landscape, 320×180 px, with
 * subtitles that say `words`. Shorter than 4 s, so that it is never sampled at more than `fps`.
 */
export async function writePan(
  file: string,
  { seconds = 1, words = '', subtitles = '_cleaned.srt' } = {},
): Promise<void> {
  const [texture, pxPerFrame] = [landscape(3), 6];
  const breadth = WIDTH + pxPerFrame * FRAME_RATE * seconds;
  const ground = new Uint8Array(breadth * HEIGHT * 4);
  for (let i = 0; i < breadth * HEIGHT; i++) {
    const luma = Math.max(
      0,
      Math.min(255, texture((i % breadth) / 2, Math.floor(i / breadth) / 2)),
    );
    ground.set([luma, luma, luma, 255], i * 4);
  }
  const picture = (frame: number): Uint8Array => {
    const pixels = new Uint8Array(WIDTH * HEIGHT * 4);
    for (let y = 0; y < HEIGHT; y++) {
      const from = (y * breadth + frame * pxPerFrame) * 4;
      pixels.set(ground.subarray(from, from + WIDTH * 4), y * WIDTH * 4);
    }
    return pixels;
  };
  await makeClip(file, {
    width: WIDTH,
    height: HEIGHT,
    frameRate: { num: FRAME_RATE, den: 1 },
    pictures: Array.from({ length: FRAME_RATE * seconds }, (_, frame) => picture(frame)),
  });
  if (words !== '') {
    writeFileSync(
      file.replace(/\.\w+$/, subtitles),
      `1\n00:00:00,000 --> 00:00:00,800\n${words}\n`,
    );
  }
}

/** Times at even steps, in s, with the one digit that labels have. */
export function everySeconds(step: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number((i * step).toFixed(1)));
}

/** Fails unless pictures have this many pixels, or little less, at the clip's aspect ratio of 16:9. */
export function ofPixels(count: number, { sizes }: Arrived): boolean {
  return (
    sizes.length > 0 &&
    sizes.every(({ width, height }) => {
      const pixels = width * height;
      return pixels <= count && pixels > 0.95 * count && Math.abs(width / height - 16 / 9) < 0.03;
    })
  );
}
