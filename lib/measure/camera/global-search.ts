import type { Shift } from './block-match.ts';
import type { Gray, Pyramid } from './pyramid.ts';

/** How far a picture is looked for around the guess, as a share of its width and height. */
const REACH = 0.2;

/** Differences count up to this luma, so that what moves by itself cannot outvote the rest. */
const CUT_OFF = 40;

/** At least this share of the pictures must overlap. */
const MIN_OVERLAP = 0.5;

/** In px of the quarter-size picture, each way: every other one tells enough to choose from. */
const SEARCH_STEP = 2;

/** In px of the half-size picture: what a quarter-size px leaves open. */
const REFINED_PX = 1;

/** So many places near the guess are looked at more closely, besides the best one. */
const NEAR_PLACES = 3;

/** A place and how badly the pictures fit there. */
type Place = Shift & { cost: number };

/**
 * The shifts that fit two whole pictures best: full search by the mean of truncated absolute
 * differences, coarse to fine. Finds quick pans, of which block matching would lose the track. What
 * repeats (windows, tiles) fits in several places, and only blocks can tell.
 *
 * @param guess in px of the full picture, as the result
 * @returns those near the guess first
 */
export function globalShifts(from: Pyramid, to: Pyramid, guess: Shift, offset: number): Shift[] {
  const { width, height } = from.quarter;
  const [middleX, middleY] = [Math.round(guess.x / 4), Math.round(guess.y / 4)];
  const [reachX, reachY] = [Math.ceil(width * REACH), Math.ceil(height * REACH)];
  const costs = costsAround(from.quarter, to.quarter, middleX, middleY, reachX, reachY, offset);
  const near = ({ x, y }: Shift): number => Math.hypot(x - guess.x, y - guess.y);
  const places = localMinima(costs, 2 * reachX + 1).map(({ x, y, cost }) => {
    return { x: 4 * (x - reachX + middleX), y: 4 * (y - reachY + middleY), cost };
  });
  return candidates(places, costs, near)
    .map((place) => {
      const half = refined(from.half, to.half, { x: place.x / 4, y: place.y / 4 }, offset);
      return { x: 2 * half.x, y: 2 * half.y };
    })
    .toSorted((a, b) => near(a) - near(b));
}

/** The best place, and those near the guess that are much better than most. */
function candidates(
  places: readonly Place[],
  costs: readonly number[],
  near: (place: Place) => number,
): Place[] {
  const [best] = places.toSorted((a, b) => a.cost - b.cost);
  if (!best) {
    return [];
  }
  const finite = costs.filter(Number.isFinite);
  const usual = finite.reduce((sum, cost) => sum + cost, 0) / finite.length;
  const good = places
    .filter(({ cost }) => cost <= (best.cost + usual) / 2)
    .toSorted((a, b) => near(a) - near(b))
    .slice(0, NEAR_PLACES);
  return [...new Set([...good, best])];
}

/** Row by row. */
function costsAround(
  from: Gray,
  to: Gray,
  middleX: number,
  middleY: number,
  reachX: number,
  reachY: number,
  offset: number,
): number[] {
  const costs: number[] = [];
  for (let y = middleY - reachY; y <= middleY + reachY; y++) {
    for (let x = middleX - reachX; x <= middleX + reachX; x++) {
      costs.push(meanDifference(from, to, x, y, offset, undefined, SEARCH_STEP));
    }
  }
  return costs;
}

/** The places that have none better beside them. */
function localMinima(costs: readonly number[], columns: number): Place[] {
  const rows = costs.length / columns;
  const places: Place[] = [];
  for (const [i, cost] of costs.entries()) {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    let isLeast = Number.isFinite(cost);
    for (let dy = Math.max(0, y - 1); dy <= Math.min(rows - 1, y + 1) && isLeast; dy++) {
      for (let dx = Math.max(0, x - 1); dx <= Math.min(columns - 1, x + 1); dx++) {
        isLeast &&= cost <= (costs[dy * columns + dx] as number);
      }
    }
    if (isLeast) {
      places.push({ x, y, cost });
    }
  }
  return places;
}

/** The best place near that of a picture half as large. */
function refined(from: Gray, to: Gray, half: Shift, offset: number): Place {
  let best: Place = { x: 2 * half.x, y: 2 * half.y, cost: Number.POSITIVE_INFINITY };
  const [middleX, middleY] = [best.x, best.y];
  for (let y = middleY - REFINED_PX; y <= middleY + REFINED_PX; y++) {
    for (let x = middleX - REFINED_PX; x <= middleX + REFINED_PX; x++) {
      const cost = meanDifference(from, to, x, y, offset, best.cost);
      if (cost < best.cost) {
        best = { x, y, cost };
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
  limit = Number.POSITIVE_INFINITY,
  step = 1,
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
  const enough = (limit * count) / step ** 2;
  let sum = 0;
  let compared = 0;
  for (let row = 0; row < rows && sum < enough; row += step) {
    let i = (row + Math.max(0, -dy)) * width + Math.max(0, -dx);
    let j = (row + Math.max(0, dy)) * width + Math.max(0, dx);
    for (const end = i + columns; i < end; i += step, j += step) {
      const difference = ((target[j] as number) - (source[i] as number) - offset) | 0;
      const size = difference < 0 ? -difference : difference;
      sum += size < CUT_OFF ? size : CUT_OFF;
      compared++;
    }
  }
  return sum / compared;
}
