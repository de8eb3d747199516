import type { Gray } from './pyramid.ts';

/** In px of the analysis picture, a multiple of 2: a block must fit the half-size picture too. */
export const BLOCK_SIDE = 12;

/** In px. Blocks keep off the border, so that small motions leave them inside. */
const BORDER = 4;

/**
 * Smallest eigenvalue of the structure tensor, per pixel, that a block must have. Shi and Tomasi,
 * "Good features to track", CVPR 1994: only with gradients in two directions is a block's motion
 * certain. Sensor noise of standard deviation 1 reaches 0.5 (gradients by central difference).
 */
const MIN_EIGENVALUE = 0.3;

/** The smallest against the largest. */
const MIN_RATIO = 0.05;

/** Share of a block that may be under a logo. */
const MAX_HIDDEN = 0.15;

/** With more, half of them tell as much for half the cost. */
const ENOUGH_BLOCKS = 40;

/** `x`, `y` is its top left corner in px. */
export type Block = { x: number; y: number };

/** A block with texture enough to be found again, and the sum of squares of its luma less its mean. */
export type TexturedBlock = Block & { contrast: number };

/** @param shown px by px, 0 for what is no part of the picture */
export function texturedBlocks(picture: Gray, shown?: Uint8Array): TexturedBlock[] {
  const blocks: TexturedBlock[] = [];
  const columns = Math.floor((picture.width - 2 * BORDER) / BLOCK_SIDE);
  const rows = Math.floor((picture.height - 2 * BORDER) / BLOCK_SIDE);
  // The grid stands in the middle; even corners keep the half-size picture in step.
  const left = even((picture.width - columns * BLOCK_SIDE) / 2);
  const top = even((picture.height - rows * BLOCK_SIDE) / 2);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const block = { x: left + column * BLOCK_SIDE, y: top + row * BLOCK_SIDE };
      if (isShown(picture, block, shown) && minEigenvalue(picture, block) >= MIN_EIGENVALUE) {
        blocks.push({ ...block, contrast: contrastOf(picture, block) });
      }
    }
  }
  return blocks.length > ENOUGH_BLOCKS ? blocks.filter(isOnChequer) : blocks;
}

/** Whether most of a block is part of the picture: no bar, logo or watermark. */
export function isShown(
  { width }: { width: number },
  { x, y }: Block,
  shown?: Uint8Array,
): boolean {
  if (!shown) {
    return true;
  }
  let hidden = 0;
  for (let row = y; row < y + BLOCK_SIDE; row++) {
    for (let i = row * width + x, end = i + BLOCK_SIDE; i < end; i++) {
      hidden += 1 - (shown[i] as number);
    }
  }
  return hidden <= MAX_HIDDEN * BLOCK_SIDE ** 2;
}

/** Every other block, so that those left are spread over the picture as before. */
function isOnChequer({ x, y }: Block): boolean {
  return (Math.floor(x / BLOCK_SIDE) + Math.floor(y / BLOCK_SIDE)) % 2 === 0;
}

function even(n: number): number {
  return 2 * Math.floor(n / 2);
}

function contrastOf({ width, luma }: Gray, { x, y }: Block): number {
  let [sum, squares] = [0, 0];
  for (let row = y; row < y + BLOCK_SIDE; row++) {
    for (let i = row * width + x, end = i + BLOCK_SIDE; i < end; i++) {
      const level = luma[i] as number;
      sum += level;
      squares += level * level;
    }
  }
  return squares - (sum * sum) / BLOCK_SIDE ** 2;
}

function minEigenvalue({ width, luma }: Gray, { x, y }: Block): number {
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let row = y; row < y + BLOCK_SIDE; row++) {
    let i = row * width + x;
    for (const end = i + BLOCK_SIDE; i < end; i++) {
      const gx = ((luma[i + 1] as number) - (luma[i - 1] as number)) / 2;
      const gy = ((luma[i + width] as number) - (luma[i - width] as number)) / 2;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
    }
  }
  const half = (xx + yy) / 2;
  const root = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
  // An edge alone looks the same wherever a block is along it; what noise adds does not help.
  return half - root < MIN_RATIO * (half + root) ? 0 : (half - root) / BLOCK_SIDE ** 2;
}
