/**
 * The mean luma of each of some hundred cells of a frame. It costs a few µs, so that every
 * frame can have one, and cuts and fades are exact to the frame.
 */
export type LumaGrid = {
  /** In s from the first frame of the clip. */
  seconds: number;
  /** In cells. */
  width: number;
  height: number;
  /** Row by row, luma 0 (black) to 255 (white). */
  cells: Float32Array;
  /** Mean of all cells, and their standard deviation, in levels of luma. */
  mean: number;
  contrast: number;
};

/** In cells, on the longer side. */
export const LONGER_SIDE = 32;

/** Each cell is the mean of so many samples each way, which keeps fine patterns from flickering. */
export const SAMPLES_PER_CELL = 4;

/** Makes cells of a picture of `SAMPLES_PER_CELL` times their number each way. */
export function lumaGridOf(
  seconds: number,
  samples: Uint8Array,
  stride: number,
  width: number,
  height: number,
): LumaGrid {
  const cells = new Float32Array(width * height);
  const area = SAMPLES_PER_CELL ** 2;
  let sum = 0;
  let squares = 0;
  for (let y = 0, to = 0; y < height; y++) {
    const row = y * SAMPLES_PER_CELL * stride;
    for (let x = 0; x < width; x++) {
      const i = row + x * SAMPLES_PER_CELL;
      let cell = 0;
      for (let j = i; j < i + SAMPLES_PER_CELL * stride; j += stride) {
        cell +=
          (samples[j] as number) +
          (samples[j + 1] as number) +
          (samples[j + 2] as number) +
          (samples[j + 3] as number);
      }
      cell /= area;
      cells[to++] = cell;
      sum += cell;
      squares += cell * cell;
    }
  }
  const mean = sum / cells.length;
  const contrast = Math.sqrt(Math.max(0, squares / cells.length - mean * mean));
  return { seconds, width, height, cells, mean, contrast };
}
