import type { LumaFrame } from './measurements.ts';

/** The frame is divided into so many cells each way. */
const CELLS = 8;

/**
 * Over how much of the frame fine detail is spread, from 1/64 (one cell has it all) to 1 (all have
 * the same). The inverse of the Herfindahl index of each cell's share of the detail (the "Hill
 * number of order 2", Ecology 54, 1973); detail is the mean absolute Laplacian.
 */
export function detailSpread({ width, height, luma }: LumaFrame): number {
  const detail = new Float64Array(CELLS * CELLS);
  for (let y = 1; y < height - 1; y++) {
    const row = Math.floor((y * CELLS) / height) * CELLS;
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const response =
        (luma[i - 1] as number) +
        (luma[i + 1] as number) +
        (luma[i - width] as number) +
        (luma[i + width] as number) -
        4 * (luma[i] as number);
      const cell = row + Math.floor((x * CELLS) / width);
      detail[cell] = (detail[cell] as number) + Math.abs(response);
    }
  }
  const sum = detail.reduce((total, n) => total + n, 0);
  const squares = detail.reduce((total, n) => total + n * n, 0);
  return squares > 0 ? sum ** 2 / squares / detail.length : 1;
}
