import type { LumaFrame } from '../measurements.ts';

/** A luma picture without a time. */
export type Gray = Pick<LumaFrame, 'width' | 'height' | 'luma'>;

/** The same picture at falling sizes (Burt and Adelson 1983, with a 2×2 box). */
export type Pyramid = { full: Gray; half: Gray; quarter: Gray };

export function pyramid(full: Gray): Pyramid {
  const half = halved(full);
  return { full, half, quarter: halved(half) };
}

function halved({ width, height, luma }: Gray): Gray {
  const w = width >> 1;
  const h = height >> 1;
  const small = new Uint8Array(w * h);
  for (let y = 0, to = 0; y < h; y++) {
    let i = 2 * y * width;
    for (let x = 0; x < w; x++, i += 2) {
      small[to++] =
        ((luma[i] as number) +
          (luma[i + 1] as number) +
          (luma[i + width] as number) +
          (luma[i + width + 1] as number) +
          2) >>
        2;
    }
  }
  return { width: w, height: h, luma: small };
}
