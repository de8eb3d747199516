import { AV_PIX_FMT_RGB24 } from 'node-av/constants';
import { openContainer } from '../../../lib/media/container.ts';
import { decode } from '../../../lib/media/decode.ts';
import { displayOf } from '../../../lib/media/probe.ts';
import type { Size } from '../../../lib/media/sample/geometry.ts';
import type { Plane } from '../../../lib/media/sample/orientation.ts';
import { Scaler } from '../../../lib/media/sample/scale.ts';

/** In px: pictures are made this wide before they are compared. */
const WIDTH = 256;
/** Mean change of a channel, in its levels, from which on it is a cut. */
const THRESHOLD = 27;
/**
 * In frames: a cut that comes sooner after the last one does not count. (That is PySceneDetect's filter mode
 * `suppress`; `merge`, its default, moves such cuts to the last of them.)
 */
const SHORTEST_SCENE = 15;

/** Mean absolute change from the frame before: hue (0 to 179), saturation and value (0 to 255). */
export type ContentChange = { hue: number; saturation: number; value: number };

/**
 * The content detector's rule as PySceneDetect publishes it, and kinder readings of it: gray clips have
 * no hue and no saturation to change, and at 12 frames per s the shortest scene takes over a second.
 */
export const CONTENT_RULES: readonly {
  name: string;
  score: (change: ContentChange) => number;
  shortestScene: number;
}[] = [
  { name: 'content detector', score: meanOfAll, shortestScene: SHORTEST_SCENE },
  { name: 'content detector, value only', score: valueOnly, shortestScene: SHORTEST_SCENE },
  { name: 'content detector, any length', score: meanOfAll, shortestScene: 1 },
  { name: 'content detector, value only, any length', score: valueOnly, shortestScene: 1 },
];

function meanOfAll({ hue, saturation, value }: ContentChange): number {
  return (hue + saturation + value) / 3;
}

function valueOnly({ value }: ContentChange): number {
  return value;
}

/** Numbers of the first frames after each cut, by one of the rules. */
export function contentCuts(
  changes: readonly ContentChange[],
  { score, shortestScene }: (typeof CONTENT_RULES)[number],
): number[] {
  const cuts: number[] = [];
  for (const [frame, change] of changes.entries()) {
    if (score(change) >= THRESHOLD && frame - (cuts.at(-1) ?? 0) >= shortestScene) {
      cuts.push(frame);
    }
  }
  return cuts;
}

/** Of every frame of a clip; of the first it is none. */
export async function contentChanges(file: string): Promise<ContentChange[]> {
  const container = await openContainer(file);
  const changes: ContentChange[] = [];
  let scaler: Scaler | undefined;
  let before: Uint8Array | undefined;
  try {
    await decode(
      container,
      file,
      undefined,
      {
        wants: () => true,
        take: ({ frame }) => {
          const { size, orientation } = displayOf(container.video, frame);
          const small = smallSize(size);
          scaler ??= new Scaler(small, AV_PIX_FMT_RGB24, 'bilinear', { orientation });
          const now = inHueSaturationValue(scaler.plane(frame), small);
          changes.push(changeBetween(before ?? now, now));
          before = now;
        },
      },
      async () => {},
    );
  } finally {
    scaler?.free();
    container.format.closeInputSync();
  }
  return changes;
}

function smallSize({ width, height }: Size): Size {
  const scale = Math.min(1, WIDTH / width);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/** Three bytes for each pixel, in OpenCV's 8-bit ranges: hue in steps of 2°, 0 for gray. */
function inHueSaturationValue({ data, stride }: Plane, { width, height }: Size): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let from = y * stride; from < y * stride + 3 * width; from += 3, to += 3) {
      const [r, g, b] = [data[from] as number, data[from + 1] as number, data[from + 2] as number];
      const most = Math.max(r, g, b);
      const range = most - Math.min(r, g, b);
      pixels[to] = range === 0 ? 0 : Math.round(hueOf(r, g, b, most, range)) % 180;
      pixels[to + 1] = most === 0 ? 0 : Math.round((255 * range) / most);
      pixels[to + 2] = most;
    }
  }
  return pixels;
}

function hueOf(r: number, g: number, b: number, most: number, range: number): number {
  if (most === r) {
    return (30 * (g - b)) / range + (g < b ? 180 : 0);
  }
  return most === g ? 60 + (30 * (b - r)) / range : 120 + (30 * (r - g)) / range;
}

function changeBetween(before: Uint8Array, now: Uint8Array): ContentChange {
  let [hue, saturation, value] = [0, 0, 0];
  for (let i = 0; i < now.length; i += 3) {
    hue += Math.abs((now[i] as number) - (before[i] as number));
    saturation += Math.abs((now[i + 1] as number) - (before[i + 1] as number));
    value += Math.abs((now[i + 2] as number) - (before[i + 2] as number));
  }
  const count = now.length / 3;
  return { hue: hue / count, saturation: saturation / count, value: value / count };
}
