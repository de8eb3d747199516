import type { Measured } from '../../record/schema.ts';
import { DIRECTIONS, type Direction } from '../../record/vocabulary.ts';
import { confidenceOf, type Evidence, sureness } from './confidence.ts';
import { motionsOf } from './motions.ts';
import { movementOf, type Verdict } from './movement.ts';
import type { PathPoint } from './path.ts';
import { type PathSummary, summarizePath } from './path-summary.ts';
import { ratesOf } from './rates.ts';

/** A path that is known for less than this share of the time does not speak for it. */
const MIN_KNOWN = 0.2;

/**
 * What the camera does over a path. In this order:
 * - `still` when it neither moves nor zooms nor rolls, and shakes no more than a tremor,
 * - `moving forward` when the picture grows steadily from a point inside it,
 * - `panning` when it moves one way,
 * - `random` for all else: shake, to and fro, rolling, pulling back, pictures too blurred to follow.
 */
export function cameraOf(path: readonly PathPoint[]): Measured['camera'] {
  const whole = summarizePath(path);
  const seconds = (path.at(-1)?.seconds ?? 0) - (path[0]?.seconds ?? 0);
  const known = seconds > 0 ? Math.min(1, whole.seconds / seconds) : 0;
  const rates = ratesOf(whole);
  const verdict = known < MIN_KNOWN ? guess(path) : movementOf(rates);
  const { movement } = verdict;
  const direction = movement === 'panning' ? directionOf(whole) : undefined;
  const motions = motionsOf(movement, direction, rates, path);
  return {
    movement,
    ...sureness(confidenceOf(evidenceOf(verdict, known, path))),
    ...(direction && { direction }),
    ...(motions.length > 0 && { motions }),
    speed_percent_per_second: rates.speed,
    zoom_percent_per_second: rates.zoom,
    shake_percent_per_second: rates.shake,
  };
}

function evidenceOf(verdict: Verdict, known: number, path: readonly PathPoint[]): Evidence {
  const followed = path.filter(({ link }) => link === 'followed');
  const meanOf = (value: (point: PathPoint) => number): number =>
    followed.reduce((sum, point) => sum + value(point), 0) / Math.max(1, followed.length);
  return {
    ...verdict,
    known,
    support: meanOf(({ support }) => support),
    rival: meanOf(({ rival }) => rival),
    contested: meanOf(({ support, rival }) => (rival > support ? 1 : 0)),
  };
}

/** When the path is not known: nothing to see is no movement; seen but not followed is one. */
function guess(path: readonly PathPoint[]): Verdict {
  const lost = path.slice(1).filter(({ link }) => link === 'lost').length;
  return { movement: 2 * lost > path.length ? 'random' : 'still', margin: 0 };
}

/** `DIRECTIONS` go round by eighths, from right by way of down. */
function directionOf({ netX, netY }: PathSummary): Direction {
  const eighth = Math.round(Math.atan2(netY, netX) / (Math.PI / 4));
  return DIRECTIONS[(eighth + DIRECTIONS.length) % DIRECTIONS.length] as Direction;
}
