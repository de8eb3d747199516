/** Where a place of one picture is in another; places are counted in px from the middle. */
export type Correspondence = { x: number; y: number; dx: number; dy: number };

/**
 * A similarity near the identity: (x, y) moves by
 * (shiftX + growth·x − turn·y, shiftY + growth·y + turn·x). Shifts in px, `turn` in radians.
 */
export type SimilarityTransform = { shiftX: number; shiftY: number; growth: number; turn: number };

export const IDENTITY: SimilarityTransform = { shiftX: 0, shiftY: 0, growth: 0, turn: 0 };

/** In px: a correspondence this near to a motion belongs to it. Matches are good to 0.2 px. */
const INLIER_PX = 0.7;

/** Pairs that are tried. With half the blocks on moving objects, 40 miss the rest once in 10⁵. */
const TRIES = 40;

/**
 * A still background is believed when this share of the blocks stands still, even if a moving
 * object has more of them: a camera that moves leaves hardly any block where it was.
 */
const STILL_SHARE = 0.2;
/** With such a share nothing else is looked for. */
const PLAINLY_STILL = 0.6;
/**
 * Yet near the point from which a picture grows, blocks hardly move either. A motion that holds for
 * this share of the blocks at rest, and for so many times more blocks, explains both.
 */
const EXPLAINED = 0.8;
const PLAINLY_MORE = 1.3;

export type Fit = { similarity: SimilarityTransform; inliers: number };

/**
 * The motion that most places share, by RANSAC (Fischler and Bolles, CACM 1981) over pairs, then
 * least squares over those that agree.
 *
 * @param hypotheses motions that are likely from what went before
 */
export function fitSimilarity(
  places: readonly Correspondence[],
  hypotheses: readonly SimilarityTransform[],
): Fit {
  let best = IDENTITY;
  const atRest = places.filter((place) => agrees(place, IDENTITY));
  if (atRest.length >= PLAINLY_STILL * places.length) {
    return refined(places, IDENTITY);
  }
  const isStill = atRest.length >= STILL_SHARE * places.length;
  let agreed = isStill ? PLAINLY_MORE * atRest.length : atRest.length;
  const consider = (similarity: SimilarityTransform): void => {
    const count = countAgreeing(places, similarity);
    const explainsRest = () => countAgreeing(atRest, similarity) >= EXPLAINED * atRest.length;
    if (count > agreed && (!isStill || explainsRest())) {
      agreed = count;
      best = similarity;
    }
  };
  hypotheses.forEach(consider);
  // Always the same pairs, so that a clip always gets the same record.
  let seed = 1;
  const pick = (): Correspondence | undefined => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return places[Math.floor((seed / 2 ** 32) * places.length)];
  };
  for (let i = 0; i < TRIES; i++) {
    const first = pick();
    const second = pick();
    if (first && second && first !== second) {
      consider(leastSquares([first, second]));
    }
  }
  return refined(places, best);
}

function refined(places: readonly Correspondence[], similarity: SimilarityTransform): Fit {
  const once = leastSquares(places.filter((place) => agrees(place, similarity)));
  const agreed = places.filter((place) => agrees(place, once));
  return { similarity: leastSquares(agreed), inliers: agreed.length };
}

function countAgreeing(places: readonly Correspondence[], similarity: SimilarityTransform): number {
  let count = 0;
  for (const place of places) {
    count += agrees(place, similarity) ? 1 : 0;
  }
  return count;
}

/** How a place moves, in px. */
export function movedBy(
  { shiftX, shiftY, growth, turn }: SimilarityTransform,
  x: number,
  y: number,
): { x: number; y: number } {
  return { x: shiftX + growth * x - turn * y, y: shiftY + growth * y + turn * x };
}

function agrees(
  { x, y, dx, dy }: Correspondence,
  { shiftX, shiftY, growth, turn }: SimilarityTransform,
): boolean {
  const errorX = shiftX + growth * x - turn * y - dx;
  const errorY = shiftY + growth * y + turn * x - dy;
  return errorX * errorX + errorY * errorY <= INLIER_PX * INLIER_PX;
}

/** In closed form; growth and turn are 0 when all places are one. */
function leastSquares(places: readonly Correspondence[]): SimilarityTransform {
  const n = places.length;
  if (n === 0) {
    return IDENTITY;
  }
  let [meanX, meanY, meanDx, meanDy] = [0, 0, 0, 0];
  for (const { x, y, dx, dy } of places) {
    meanX += x / n;
    meanY += y / n;
    meanDx += dx / n;
    meanDy += dy / n;
  }
  let [spread, along, across] = [0, 0, 0];
  for (const place of places) {
    const x = place.x - meanX;
    const y = place.y - meanY;
    spread += x * x + y * y;
    along += x * place.dx + y * place.dy;
    across += x * place.dy - y * place.dx;
  }
  const growth = spread > 0 ? along / spread : 0;
  const turn = spread > 0 ? across / spread : 0;
  return {
    shiftX: meanDx - growth * meanX + turn * meanY,
    shiftY: meanDy - growth * meanY - turn * meanX,
    growth,
    turn,
  };
}
