/** Where a place of one picture is in another; places are counted in px from the middle. */
export type Correspondence = { x: number; y: number; dx: number; dy: number };

/**
 * A similarity near the identity: (x, y) moves by
 * (shiftX + growth·x − turn·y, shiftY + growth·y + turn·x). Shifts in px, `turn` in radians.
 */
export type SimilarityTransform = { shiftX: number; shiftY: number; growth: number; turn: number };

export const IDENTITY: SimilarityTransform = { shiftX: 0, shiftY: 0, growth: 0, turn: 0 };

/** How a place moves, in px. */
export function movedBy(
  { shiftX, shiftY, growth, turn }: SimilarityTransform,
  x: number,
  y: number,
): { x: number; y: number } {
  return { x: shiftX + growth * x - turn * y, y: shiftY + growth * y + turn * x };
}

/**
 * The motion of places together, in closed form; growth and turn are 0 when all places are one.
 *
 * @param ridge in px², makes growth and turn smaller, the more the nearer the places lie to each other
 */
export function leastSquares(places: readonly Correspondence[], ridge = 0): SimilarityTransform {
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
  const growth = spread > 0 ? along / (spread + ridge) : 0;
  const turn = spread > 0 ? across / (spread + ridge) : 0;
  return {
    shiftX: meanDx - growth * meanX + turn * meanY,
    shiftY: meanDy - growth * meanY - turn * meanX,
    growth,
    turn,
  };
}
