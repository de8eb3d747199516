import { random } from '../../support/luma.ts';
import type { Texture } from './textures.ts';

/** Texture px across the frame's width when not zoomed. */
const SPAN = 900;

/** Where a camera looks: in % of the frame's width, and how much it has zoomed in. */
export type View = { x: number; y: number; zoom: number };

/** Something that moves before the camera, in shares of the frame's width and height. */
export type Thing = { texture: Texture; left: number; top: number; width: number; height: number };

export type Shot = {
  texture: Texture;
  view: View;
  things?: readonly Thing[];
  /** Brightness: luma times `gain` plus `offset`. */
  gain?: number;
  offset?: number;
  /** The sensor's, in levels of luma. */
  noise?: number;
  /** Drives over a plain at this speed, in frame heights of ground seen per s, times seconds. */
  travelled?: number;
};

/** One RGBA picture of what a camera sees. */
export function film(shot: Shot, width: number, height: number, seed: number): Uint8Array {
  const { view, things = [], gain = 1, offset = 0, noise = 1, travelled } = shot;
  const pixels = new Uint32Array(width * height);
  const perPx = SPAN / width / view.zoom;
  const originX = (view.x / 100) * SPAN;
  const originY = (view.y / 100) * SPAN;
  let grain = (seed * 2654435761) >>> 0;
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const isGround = travelled !== undefined && y - height / 2 > height * 0.05;
    if (!isGround) {
      const fromLeft = originX - (width / 2) * perPx;
      sampleRow(shot.texture, fromLeft, originY + (y - height / 2) * perPx, perPx, row);
    }
    for (let x = 0; x < width; x++) {
      let level = row[x] as number;
      if (isGround && travelled !== undefined) {
        const [fromX, fromY] = [x - width / 2, y - height / 2];
        const depth = height / fromY;
        level = sample(
          shot.texture,
          originX + fromX * depth * perPx,
          (depth * 2 + travelled) * -SPAN * 0.15,
          depth * perPx,
        );
      }
      for (const thing of things) {
        const [inX, inY] = [x / width - thing.left, y / height - thing.top];
        if (inX >= 0 && inY >= 0 && inX < thing.width && inY < thing.height) {
          level = sample(thing.texture, inX * SPAN, inY * SPAN * (height / width), SPAN / width);
        }
      }
      grain = (Math.imul(grain, 1664525) + 1013904223) >>> 0;
      const value = level * gain + offset + ((grain >>> 8) / 2 ** 24 - 0.5) * 2 * noise;
      const byte = value < 0 ? 0 : value > 255 ? 255 : value | 0;
      pixels[y * width + x] = (0xff000000 | (byte << 16) | (byte << 8) | byte) >>> 0;
    }
  }
  return new Uint8Array(pixels.buffer);
}

/** As `sample`, along a level line: most of a film is made of these, and they take a fifth of the time. */
function sampleRow(
  texture: Texture,
  left: number,
  y: number,
  perPx: number,
  row: Float32Array,
): void {
  const wanted = Math.max(0, Math.min(texture.length - 1, Math.round(Math.log2(perPx))));
  const level = texture[wanted];
  if (!level) {
    return;
  }
  const { side, luma } = level;
  const scale = 2 ** -wanted;
  const mask = side - 1;
  const top = Math.floor(y * scale);
  const v = y * scale - top;
  const upper = (top & mask) * side;
  const below = ((top + 1) & mask) * side;
  for (let x = 0; x < row.length; x++) {
    const at = (left + x * perPx) * scale;
    const first = Math.floor(at);
    const u = at - first;
    const [a, b] = [first & mask, (first + 1) & mask];
    const over = (luma[upper + a] as number) * (1 - u) + (luma[upper + b] as number) * u;
    const under = (luma[below + a] as number) * (1 - u) + (luma[below + b] as number) * u;
    row[x] = over * (1 - v) + under * v;
  }
}

function sample(texture: Texture, x: number, y: number, perPx: number): number {
  const wanted = Math.max(0, Math.min(texture.length - 1, Math.round(Math.log2(perPx))));
  const level = texture[wanted];
  if (!level) {
    return 0;
  }
  const { side, luma } = level;
  const scale = 2 ** -wanted;
  const [atX, atY] = [x * scale, y * scale];
  const [left, top] = [Math.floor(atX), Math.floor(atY)];
  const [u, v] = [atX - left, atY - top];
  const mask = side - 1;
  const row = (top & mask) * side;
  const below = ((top + 1) & mask) * side;
  const [a, b] = [left & mask, (left + 1) & mask];
  const upper = (luma[row + a] as number) * (1 - u) + (luma[row + b] as number) * u;
  const lower = (luma[below + a] as number) * (1 - u) + (luma[below + b] as number) * u;
  return upper * (1 - v) + lower * v;
}

/** To and fro, by at most about `percent` of the width: hands, at 1 to 6 Hz with a slow sway. */
export function shaking(
  percent: number,
  seed: number,
): (seconds: number) => { x: number; y: number } {
  const axis = (n: number) => (t: number) =>
    [0.6, 1.7, 2.9, 4.3, 5.6].reduce((sum, hertz, i) => {
      const pitch = hertz * (0.8 + 0.4 * random(seed, n, i));
      return (
        sum +
        Math.sin(2 * Math.PI * (pitch * t + random(seed, n, i, 7))) * (random(seed, i, n, 3) / 2.5)
      );
    }, 0) * percent;
  const [x, y] = [axis(1), axis(2)];
  return (t) => ({ x: x(t), y: y(t) });
}
