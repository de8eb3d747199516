import { AV_PKT_DATA_DISPLAYMATRIX } from 'node-av/constants';
import type { Stream } from 'node-av/lib';

/**
 * How stored pictures become upright: a pixel at (x, y) moves to (a·x + c·y, b·x + d·y), counted
 * from the picture's middle, with y down. Each number is -1, 0 or 1.
 */
export type Orientation = { a: number; b: number; c: number; d: number };

/** A plane of 8-bit samples, with `stride` bytes from one row to the next. */
export type Plane = { data: Uint8Array; stride: number };

export const UPRIGHT: Orientation = { a: 1, b: 0, c: 0, d: 1 };

/** The turn that the container asks of the player, to the nearest quarter. */
export function orientationOf(stream: Stream): Orientation {
  const matrix = stream.codecpar.getCodedSideData(AV_PKT_DATA_DISPLAYMATRIX);
  if (!matrix || matrix.length < 36) {
    return UPRIGHT;
  }
  // libavutil/display.h: nine 32-bit numbers, the first two columns of each row in 16.16.
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset)) as Numbers;
  if (a === 0 && b === 0) {
    return UPRIGHT;
  }
  return Math.abs(a) >= Math.abs(b)
    ? { a: Math.sign(a), b: 0, c: 0, d: Math.sign(d) || 1 }
    : { a: 0, b: Math.sign(b), c: Math.sign(c) || -1, d: 0 };
}

type Numbers = [number, number, number, number];

/** Clockwise, in degrees: 0, 90, 180 or 270. */
export function rotationDegrees({ a, b }: Orientation): number {
  return (Math.round((Math.atan2(b, a) * 180) / Math.PI) + 360) % 360;
}

export function isUpright({ a, d }: Orientation): boolean {
  return a === 1 && d === 1;
}

/** Whether width and height change places. */
export function swapsSides({ a }: Orientation): boolean {
  return a === 0;
}

/** Copies a plane of `width` × `height` samples (as stored) into its upright place. */
export function turnPlane(
  from: Plane,
  to: Plane,
  width: number,
  height: number,
  { a, b, c, d }: Orientation,
): void {
  const stepX = a + b * to.stride;
  const stepY = c + d * to.stride;
  const startX = a < 0 ? width - 1 : c < 0 ? height - 1 : 0;
  const startY = b < 0 ? width - 1 : d < 0 ? height - 1 : 0;
  for (let y = 0; y < height; y++) {
    let target = startX + startY * to.stride + y * stepY;
    const row = y * from.stride;
    for (let x = 0; x < width; x++, target += stepX) {
      to.data[target] = from.data[row + x] as number;
    }
  }
}
