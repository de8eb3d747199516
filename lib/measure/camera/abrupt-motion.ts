import type { Range } from '../../record/schema.ts';
import { Ranges } from '../ranges.ts';
import type { PathPoint } from './path.ts';

/**
 * Motion is abrupt above this speed, in % of the frame's width per s, when it is also so many times faster
 * than the median of the clip: no editor would keep it. An intended whip pan raises the median too.
 */
const ABRUPT_SPEED = 30;
const ABRUPT_TIMES = 3;

/** In s: the speed is averaged over this window; shorter abrupt motion is ignored. */
const WINDOW_SECONDS = 0.4;
const SHORTEST_ABRUPT_SECONDS = 0.3;

/** Where the camera is lifted, put down, or swung to the next subject. */
export function abruptRanges(path: readonly PathPoint[], durationSeconds: number): Range[] {
  const speeds = windowSpeeds(path);
  const usual = speeds.toSorted((a, b) => a - b)[speeds.length >> 1] ?? 0;
  const limit = Math.max(ABRUPT_SPEED, ABRUPT_TIMES * usual);
  const abrupt = new Ranges(SHORTEST_ABRUPT_SECONDS);
  for (const [i, { seconds }] of path.entries()) {
    abrupt.mark(seconds, (speeds[i] ?? 0) > limit);
  }
  return abrupt.until(durationSeconds);
}

/** Mean speed around each point, in % of the frame's width per s. */
function windowSpeeds(path: readonly PathPoint[]): number[] {
  const steps = path.map((point, i) => {
    const before = path[i - 1];
    return before && point.link === 'followed'
      ? {
          length: Math.hypot(point.x - before.x, point.y - before.y),
          seconds: point.seconds - before.seconds,
        }
      : { length: 0, seconds: 0 };
  });
  let from = 0;
  let to = 0;
  return path.map(({ seconds }) => {
    while ((path[from]?.seconds ?? seconds) < seconds - WINDOW_SECONDS / 2) {
      from++;
    }
    while (to < path.length && (path[to]?.seconds ?? 0) <= seconds + WINDOW_SECONDS / 2) {
      to++;
    }
    const near = steps.slice(from, to);
    const known = near.reduce((sum, step) => sum + step.seconds, 0);
    return known > 0 ? near.reduce((sum, step) => sum + step.length, 0) / known : 0;
  });
}
