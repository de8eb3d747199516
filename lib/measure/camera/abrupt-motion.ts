import type { Range } from '../../record/schema.ts';
import { Ranges } from '../ranges.ts';
import type { PathPoint } from './path.ts';

/**
 * In % of the frame's width per s: the camera is swung or shaken so that no cutter would keep it, if
 * it also moves so many times faster than it usually does in the clip. A whip pan that is meant
 * makes a clip quick as a whole.
 */
const JERKY_SPEED = 30;
const JERKY_TIMES = 3;

/** In s: over so long the speed is averaged, and shorter jerks are left alone. */
const WINDOW_SECONDS = 0.4;
const SHORTEST_JERK_SECONDS = 0.3;

/** Where the camera is jerked: lifted, put down, turned to the next subject. */
export function jerkyRanges(path: readonly PathPoint[], durationSeconds: number): Range[] {
  const speeds = windowSpeeds(path);
  const usual = speeds.toSorted((a, b) => a - b)[speeds.length >> 1] ?? 0;
  const limit = Math.max(JERKY_SPEED, JERKY_TIMES * usual);
  const jerky = new Ranges(SHORTEST_JERK_SECONDS);
  for (const [i, { seconds }] of path.entries()) {
    jerky.mark(seconds, (speeds[i] ?? 0) > limit);
  }
  return jerky.until(durationSeconds);
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
