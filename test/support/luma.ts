import type { LumaFrame } from '../../lib/measure/measurements.ts';

export const WIDTH = 160;
export const HEIGHT = 90;

/** Where a camera looks: in % of the frame's width, and how much it has zoomed in. */
export type View = { x: number; y: number; zoom: number };

type Texture = (x: number, y: number) => number;

/** A number from 0 to 1 that depends on nothing but its input. */
export function random(...key: number[]): number {
  let hash = 2166136261;
  for (const part of key) {
    hash = Math.imul(hash ^ (part | 0), 16777619);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 1274126177);
  }
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Value noise in four octaves: detail at every size, as in a landscape. In px of the frame. */
export function landscape(seed: number): Texture {
  return (x, y) =>
    [48, 20, 9, 4].reduce(
      (sum, grain, octave) => sum + valueNoise(x / grain, y / grain, seed + octave) * 60 - 30,
      128,
    );
}

function valueNoise(x: number, y: number, seed: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [smoothstep(x - left), smoothstep(y - top)];
  const corner = (dx: number, dy: number) => random(left + dx, top + dy, seed);
  const upper = corner(0, 0) * (1 - u) + corner(1, 0) * u;
  const lower = corner(0, 1) * (1 - u) + corner(1, 1) * u;
  return upper * (1 - v) + lower * v;
}

function smoothstep(t: number): number {
  return t * t * (3 - 2 * t);
}

/** What a camera sees of a texture. `noise` is the sensor's, in luma levels. */
export function filmed(texture: Texture, view: View, seconds: number, noise = 1): LumaFrame {
  const luma = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const seen = texture(
        (x - WIDTH / 2) / view.zoom + (view.x * WIDTH) / 100,
        (y - HEIGHT / 2) / view.zoom + (view.y * WIDTH) / 100,
      );
      const grain = (random(x, y, seconds * 1000) - 0.5) * 2 * noise;
      luma[y * WIDTH + x] = Math.max(0, Math.min(255, Math.round(seen + grain)));
    }
  }
  return { timestampSeconds: seconds, width: WIDTH, height: HEIGHT, luma };
}

export const LEVEL: View = { x: 0, y: 0, zoom: 1 };

/** A clip as measures see it: ten frames per s of what `at` returns for each moment. */
export function clip(seconds: number, at: (seconds: number) => LumaFrame): LumaFrame[] {
  return Array.from({ length: Math.round(seconds * 10) }, (_, i) => at(i / 10));
}

/**
 * The same frame with an object before it that crosses the picture from the left.
 * @param width of the object in px
 * @param speed in % of the frame's width per s
 */
export function passing(frame: LumaFrame, width: number, speed: number): LumaFrame {
  const object = landscape(77);
  const left = Math.round((frame.timestampSeconds * speed * WIDTH) / 100 - width / 2);
  const luma = frame.luma.map((behind, i) => {
    const [x, y] = [(i % WIDTH) - left, Math.floor(i / WIDTH) - HEIGHT / 8];
    const covered = x >= 0 && x < width && y >= 0 && y < (HEIGHT * 3) / 4;
    return covered ? Math.max(0, Math.min(255, object(x, y))) : behind;
  });
  return { ...frame, luma };
}
