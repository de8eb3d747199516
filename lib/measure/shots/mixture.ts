import { bestShift, correlationAt } from './correlation.ts';
import type { SceneFrame } from './scene-frame.ts';

/** How well a picture is a mixture of two others. */
export type Mixture = {
  /** How much of the one and of the other it holds. */
  before: number;
  after: number;
  /** Share of its variance that both together explain. */
  explained: number;
};

/** In squared levels: what noise leaves in a cell cannot be explained. */
const NOISE_VARIANCE = 1;

/** As shares of the width and height: how far what is mixed may have moved in the meantime. */
const REACH = 0.15;

/** A picture as a mixture of two others, each where it has moved to. */
export function mixtureOf(
  picture: SceneFrame,
  before: SceneFrame,
  from: Shift,
  after: SceneFrame,
  to: Shift,
): Mixture {
  return leastSquares(picture, before, from, after, to);
}

/** How much of another picture's structure a picture holds, when only that one explains it. */
export function shareAlone(picture: SceneFrame, part: SceneFrame, { x, y }: Shift): number {
  const correlation = correlationAt(picture.structure, part.structure, x, y);
  const ratio = picture.structure.variance / Math.max(1e-9, part.structure.variance);
  return correlation * Math.sqrt(ratio);
}

/** As `mixtureOf`, when nothing moves. */
export function mixtureInPlace(
  picture: SceneFrame,
  before: SceneFrame,
  after: SceneFrame,
): Mixture {
  return leastSquares(picture, before, NOWHERE, after, NOWHERE);
}

/** In cells. */
export type Shift = { x: number; y: number };

const NOWHERE: Shift = { x: 0, y: 0 };

/** How far a part of a picture has moved, in cells: where its structure is most alike. */
export function placeIn(picture: SceneFrame, part: SceneFrame): Shift {
  const [reachX, reachY] = [Math.ceil(REACH * picture.width), Math.ceil(REACH * picture.height)];
  const { x, y } = bestShift(picture.structure, part.structure, reachX, reachY);
  return { x, y };
}

/** Least squares over the cells that all three have in common, and over all channels. */
function leastSquares(
  picture: SceneFrame,
  before: SceneFrame,
  from: Shift,
  after: SceneFrame,
  to: Shift,
): Mixture {
  const { width, height } = picture;
  const [left, right] = [Math.max(0, -from.x, -to.x), width - Math.max(0, from.x, to.x)];
  const [top, bottom] = [Math.max(0, -from.y, -to.y), height - Math.max(0, from.y, to.y)];
  let [aa, bb, ab, am, bm, mm] = [0, 0, 0, 0, 0, 0];
  const count = Math.max(picture.channels.length, before.channels.length, after.channels.length);
  for (let channel = 0; channel < count; channel++) {
    const [p, a, b] = [picture.plane(channel), before.plane(channel), after.plane(channel)];
    const pMean = picture.means[channel] ?? 0;
    const aMean = before.means[channel] ?? 0;
    const bMean = after.means[channel] ?? 0;
    for (let y = top; y < bottom; y++) {
      const i = y * width + left;
      const toA = from.y * width + from.x;
      const toB = to.y * width + to.x;
      for (let cell = i; cell < i + right - left; cell++) {
        const m = (p[cell] as number) - pMean;
        const one = (a[cell + toA] as number) - aMean;
        const other = (b[cell + toB] as number) - bMean;
        aa += one * one;
        bb += other * other;
        ab += one * other;
        am += one * m;
        bm += other * m;
        mm += m * m;
      }
    }
  }
  const determinant = aa * bb - ab * ab;
  if (determinant <= 1e-9 * aa * bb) {
    return { before: 0, after: 0, explained: 0 };
  }
  const shareA = (am * bb - bm * ab) / determinant;
  const shareB = (bm * aa - am * ab) / determinant;
  const noise = NOISE_VARIANCE * (right - left) * (bottom - top);
  const explained = (shareA * am + shareB * bm) / Math.max(1e-9, mm - Math.min(noise, mm / 3));
  return { before: shareA, after: shareB, explained: Math.min(1, explained) };
}
