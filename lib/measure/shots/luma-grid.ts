/**
 * A frame in some thousand cells of luma, and a quarter as many of colour. It costs a few µs, so that every frame can have
 * one, and the boundaries of shots are exact to the frame.
 */
export type LumaGrid = {
  /** In s from the first frame of the clip. */
  seconds: number;
  /** In cells of luma, both even. */
  width: number;
  height: number;
  /** Mean of each cell, row by row, 0 (black) to 255 (white). */
  luma: Uint8Array;
  /** The two colour differences, -128 to 127, each for 2×2 cells of luma; empty for grey pictures. */
  blue: Int8Array;
  red: Int8Array;
};

/** In cells of luma, on the longer side. */
export const LONGER_SIDE = 64;

/** Each cell is the mean of so many samples each way, which keeps fine patterns from flickering. */
export const SAMPLES_PER_CELL = 2;

/** Makes cells of luma of a picture of `SAMPLES_PER_CELL` times their number each way. */
export function lumaOf(
  samples: Uint8Array,
  stride: number,
  width: number,
  height: number,
): Uint8Array {
  const cells = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    let i = y * SAMPLES_PER_CELL * stride;
    for (const end = i + width * SAMPLES_PER_CELL; i < end; i += SAMPLES_PER_CELL) {
      const upper = (samples[i] as number) + (samples[i + 1] as number);
      const lower = (samples[i + stride] as number) + (samples[i + stride + 1] as number);
      cells[to++] = (upper + lower + 2) >> 2;
    }
  }
  return cells;
}

/** Colour differences of samples, one for each cell. */
export function coloursOf(
  samples: Uint8Array,
  stride: number,
  width: number,
  height: number,
): Int8Array {
  const cells = new Int8Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    let i = y * stride;
    for (const end = i + width; i < end; i++) {
      cells[to++] = (samples[i] as number) - 128;
    }
  }
  return cells;
}
