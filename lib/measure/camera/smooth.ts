import type { PathPoint, Position } from './path.ts';

/** In s to either side. What swings quicker than about 1 Hz is shake, what is slower is meant. */
const REACH_SECONDS = 0.5;

/**
 * The steady path under a shaky one: at each point the straight line that fits its neighbourhood
 * best (local linear regression; Savitzky and Golay 1964, for points at uneven times).
 */
export function smoothed(path: readonly PathPoint[]): Position[] {
  let from = 0;
  let to = 0;
  return path.map(({ seconds }) => {
    while ((path[from]?.seconds ?? seconds) < seconds - REACH_SECONDS) {
      from++;
    }
    while (to < path.length && (path[to]?.seconds ?? 0) <= seconds + REACH_SECONDS) {
      to++;
    }
    return lineAt(seconds, path.slice(from, to));
  });
}

function lineAt(seconds: number, near: readonly PathPoint[]): Position {
  const n = near.length;
  const mean = (of: (point: PathPoint) => number) => near.reduce((sum, p) => sum + of(p), 0) / n;
  const middle = mean((point) => point.seconds);
  const spread = mean((point) => (point.seconds - middle) ** 2);
  const value = (of: (point: PathPoint) => number) => {
    const slope = spread > 0 ? mean((p) => (p.seconds - middle) * of(p)) / spread : 0;
    return mean(of) + slope * (seconds - middle);
  };
  return {
    x: value((p) => p.x),
    y: value((p) => p.y),
    growth: value((p) => p.growth),
    turn: value((p) => p.turn),
  };
}
