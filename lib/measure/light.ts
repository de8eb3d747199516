import type { LumaFrame } from './measurements.ts';

const WHITE = 255;

/**
 * A pixel counts as black up to this luma, and a frame as black when this share of its pixels is:
 * `pixel_black_th` and `picture_black_ratio_th` of FFmpeg's blackdetect.
 */
const BLACK_LUMA = Math.floor(0.1 * WHITE);
const BLACK_SHARE = 0.98;

/** In s. Shorter dark moments are blinks and flashes, not black to cut away. */
export const SHORTEST_BLACK_SECONDS = 0.2;

/**
 * A pixel is clipped from this luma on (ITU-R BT.601 ends at 235 of 16 to 235; coders overshoot),
 * and a frame when this share of its pixels is. Sun, lamps and sky in good footage keep below 0.1.
 */
const CLIPPED_LUMA = Math.floor(0.98 * WHITE);
const CLIPPED_SHARE = 0.25;
export const SHORTEST_CLIPPED_SECONDS = 0.5;

/** Mean luma, 0 to 1, below which little is to be seen in a frame that is not black. */
const DARK_MEAN = 0.12;
export const SHORTEST_DARK_SECONDS = 0.5;

/** One pixel in so many is enough. Odd, so that they lie on all columns. */
export const SAMPLE_STEP = 3;

/** How light one picture is. */
export type Light = {
  /** 0 is black, 1 is white. */
  mean: number;
  isBlack: boolean;
  isClipped: boolean;
  isDark: boolean;
};

export function lightOf({ luma }: Pick<LumaFrame, 'luma'>): Light {
  const pixels = countLevels(luma);
  const count = Math.max(1, pixels.count);
  const mean = pixels.sum / count / WHITE;
  const isBlack = pixels.black >= BLACK_SHARE * count;
  return {
    mean,
    isBlack,
    isClipped: pixels.clipped >= CLIPPED_SHARE * count,
    isDark: !isBlack && mean < DARK_MEAN,
  };
}

/** A loop by itself: V8 compiles it once instead of again and again. */
function countLevels(luma: Uint8Array) {
  let sum = 0;
  let black = 0;
  let clipped = 0;
  let count = 0;
  for (let i = 0; i < luma.length; i += SAMPLE_STEP) {
    const level = luma[i] as number;
    sum += level;
    black += level <= BLACK_LUMA ? 1 : 0;
    clipped += level >= CLIPPED_LUMA ? 1 : 0;
    count++;
  }
  return { sum, black, clipped, count };
}
