import type { LumaFrame } from '../../lib/measure/measurements.ts';
import { type LumaGrid, lumaGridOf, SAMPLES_PER_CELL } from '../../lib/measure/shots/luma-grid.ts';

const COLUMNS = 32;
const ROWS = 18;

/** The luma grid of a frame, by its nearest pixels. */
export function lumaGridAt({ timestampSeconds, width, height, luma }: LumaFrame): LumaGrid {
  const [columns, rows] = [COLUMNS * SAMPLES_PER_CELL, ROWS * SAMPLES_PER_CELL];
  const samples = new Uint8Array(columns * rows);
  for (let i = 0; i < samples.length; i++) {
    const x = Math.floor((((i % columns) + 0.5) * width) / columns);
    const y = Math.floor(((Math.floor(i / columns) + 0.5) * height) / rows);
    samples[i] = luma[y * width + x] as number;
  }
  return lumaGridOf(timestampSeconds, samples, columns, COLUMNS, ROWS);
}
