import type { Shift } from './block-match.ts';
import type { SimilarityTransform } from './similarity-transform.ts';

/** In px from one analysis frame to the next: a camera that moves by less is at rest. */
const RESTING_PX = 0.3;
const RESTING_GROWTH = 0.0015;

/** Motion from one analysis frame to the next. */
export type Velocity = Shift & { growth: number };

export const AT_REST: Velocity = { x: 0, y: 0, growth: 0 };

/** How much of a motion came since an earlier one. */
export function velocityBetween(before: SimilarityTransform, now: SimilarityTransform): Velocity {
  return {
    x: now.shiftX - before.shiftX,
    y: now.shiftY - before.shiftY,
    growth: now.growth - before.growth,
  };
}

/** What two velocities have in common: a pan goes on, a shake turns back (minmod, Roe 1986). */
export function steadyPart(one: Velocity, other: Velocity): Velocity {
  const common = (a: number, b: number): number =>
    a * b <= 0 ? 0 : Math.sign(a) * Math.min(Math.abs(a), Math.abs(b));
  return {
    x: common(one.x, other.x),
    y: common(one.y, other.y),
    growth: common(one.growth, other.growth),
  };
}

export function isResting({ x, y, growth }: Velocity): boolean {
  return Math.hypot(x, y) <= RESTING_PX && Math.abs(growth) <= RESTING_GROWTH;
}
