import type { LumaFrame } from '../../lib/measure/measurements.ts';
import { type LumaGrid, lumaOf, SAMPLES_PER_CELL } from '../../lib/measure/shots/luma-grid.ts';

const WIDTH = 64;
const HEIGHT = 36;

/** The luma grid of a frame, by its nearest pixels. */
export function lumaGridAt({ timestampSeconds, width, height, luma }: LumaFrame): LumaGrid {
  const [columns, rows] = [WIDTH * SAMPLES_PER_CELL, HEIGHT * SAMPLES_PER_CELL];
  const samples = new Uint8Array(columns * rows);
  for (let i = 0; i < samples.length; i++) {
    const x = Math.floor((((i % columns) + 0.5) * width) / columns);
    const y = Math.floor(((Math.floor(i / columns) + 0.5) * height) / rows);
    samples[i] = luma[y * width + x] as number;
  }
  return {
    seconds: timestampSeconds,
    width: WIDTH,
    height: HEIGHT,
    luma: lumaOf(samples, columns, WIDTH, HEIGHT),
    blue: new Int8Array(0),
    red: new Int8Array(0),
  };
}
