import type { LumaFrame } from './measurements.ts';

/**
 * Variance of the Laplacian (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy",
 * ICPR 2000): the response to the kernel 0 1 0 / 1 -4 1 / 0 1 0 spreads wide where edges are
 * sharp. Depends on the picture's content too, so it compares frames of one clip.
 */
export function sharpness({ width, height, luma }: LumaFrame): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    let i = y * width + 1;
    for (const end = i + width - 2; i < end; i++) {
      const response =
        (luma[i - 1] as number) +
        (luma[i + 1] as number) +
        (luma[i - width] as number) +
        (luma[i + width] as number) -
        4 * (luma[i] as number);
      sum += response;
      squares += response * response;
    }
  }
  const count = (width - 2) * (height - 2);
  return count > 0 ? Math.max(0, squares / count - (sum / count) ** 2) : 0;
}
