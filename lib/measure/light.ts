import type { LumaFrame } from './facts.ts';

const WHITE = 255;

/**
 * A pixel counts as black up to this luma, and a frame as black when this share of its pixels is:
 * `pixel_black_th` and `picture_black_ratio_th` of FFmpeg's blackdetect.
 */
const BLACK_LUMA = 0.1 * WHITE;
const BLACK_SHARE = 0.98;

/** In s. Shorter dark moments are blinks and flashes, not black to cut away. */
export const SHORTEST_BLACK_SECONDS = 0.2;

/** 0 is black, 1 is white. */
export function meanLuma({ luma }: LumaFrame): number {
  let sum = 0;
  for (let i = 0; i < luma.length; i++) {
    sum += luma[i] as number;
  }
  return luma.length > 0 ? sum / luma.length / WHITE : 0;
}

export function isBlack({ luma }: LumaFrame): boolean {
  const allowed = luma.length * (1 - BLACK_SHARE);
  let bright = 0;
  for (let i = 0; i < luma.length && bright <= allowed; i++) {
    if ((luma[i] as number) > BLACK_LUMA) {
      bright++;
    }
  }
  return bright <= allowed;
}
