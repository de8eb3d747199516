import type { Shift } from './match.ts';
import type { Gray, Pyramid } from './pyramid.ts';

/** How far a picture is looked for around the guess, as a share of its width and height. */
const REACH = 0.2;

/** Differences count up to this luma, so that what moves by itself cannot outvote the rest. */
const CUT_OFF = 40;

/** At least this share of the pictures must overlap. */
const MIN_OVERLAP = 0.5;

/** In px of the quarter-size picture: what an eighth-size px leaves open. */
const REFINED_PX = 1;

/**
 * The shift that fits two whole pictures best: full search by the mean of truncated absolute
 * differences, coarse to fine. Finds quick pans, of which block matching would lose the track.
 *
 * @param guess in px of the full picture, as the result
 */
export function coarseShift(from: Pyramid, to: Pyramid, guess: Shift, offset: number): Shift {
  const { width, height } = from.eighth;
  const eighth = search(
    from.eighth,
    to.eighth,
    { x: guess.x / 8, y: guess.y / 8 },
    { x: width * REACH, y: height * REACH },
    offset,
  );
  const quarter = search(
    from.quarter,
    to.quarter,
    { x: 2 * eighth.x, y: 2 * eighth.y },
    { x: REFINED_PX, y: REFINED_PX },
    offset,
  );
  return { x: 4 * quarter.x, y: 4 * quarter.y };
}

function search(from: Gray, to: Gray, middle: Shift, reach: Shift, offset: number): Shift {
  let least = Number.POSITIVE_INFINITY;
  let best: Shift = { x: 0, y: 0 };
  const [middleX, middleY] = [Math.round(middle.x), Math.round(middle.y)];
  const [reachX, reachY] = [Math.ceil(reach.x), Math.ceil(reach.y)];
  for (let y = middleY - reachY; y <= middleY + reachY; y++) {
    for (let x = middleX - reachX; x <= middleX + reachX; x++) {
      const cost = meanDifference(from, to, x, y, offset, least);
      if (cost < least) {
        least = cost;
        best = { x, y };
      }
    }
  }
  return best;
}

function meanDifference(
  from: Gray,
  to: Gray,
  dx: number,
  dy: number,
  offset: number,
  limit: number,
): number {
  const { width, height } = from;
  const columns = width - Math.abs(dx);
  const rows = height - Math.abs(dy);
  const count = columns * rows;
  if (columns <= 0 || rows <= 0 || count < MIN_OVERLAP * width * height) {
    return Number.POSITIVE_INFINITY;
  }
  const source = from.luma;
  const target = to.luma;
  const enough = limit * count;
  let sum = 0;
  for (let row = 0; row < rows && sum < enough; row++) {
    let i = (row + Math.max(0, -dy)) * width + Math.max(0, -dx);
    let j = (row + Math.max(0, dy)) * width + Math.max(0, dx);
    for (const end = i + columns; i < end; i++, j++) {
      const difference = Math.abs((target[j] as number) - (source[i] as number) - offset);
      sum += Math.min(difference, CUT_OFF);
    }
  }
  return sum / count;
}
