import type { CameraMovement, Measured, Range } from '../../record/schema.ts';
import { cameraOf } from './classify.ts';
import { sureness } from './confidence.ts';
import type { PathPoint } from './path.ts';

type Shot = Measured['shots'][number];

/** In s: what is seen for less tells nothing of a movement. */
const SHORTEST_WHOLE_SECONDS = 0.5;

/**
 * The part of a path that lies in a shot, without the far half of transitions: there little is seen of how its camera
 * moves, and in a dissolve the other camera too. A shot that is nearly all transition counts whole.
 */
export function pathOfShot(
  path: readonly PathPoint[],
  shot: Range,
  transitions: readonly Range[],
): PathPoint[] {
  const mine = path.filter((point) => isIn(shot, point));
  const whole = mine.filter(
    (point) => !transitions.some((range) => isIn(farHalf(range, shot), point)),
  );
  const seconds = (whole.at(-1)?.seconds ?? 0) - (whole[0]?.seconds ?? 0);
  return seconds >= SHORTEST_WHOLE_SECONDS ? whole : mine;
}

/** From the middle of a transition to its end that is farther from the shot's own middle. */
function farHalf({ start_seconds, end_seconds }: Range, shot: Range): Range {
  const middle = (start_seconds + end_seconds) / 2;
  return middle < (shot.start_seconds + shot.end_seconds) / 2
    ? { start_seconds, end_seconds: middle }
    : { start_seconds: middle, end_seconds };
}

function isIn({ start_seconds, end_seconds }: Range, { seconds }: PathPoint): boolean {
  return seconds >= start_seconds && seconds < end_seconds;
}

/**
 * The camera of a clip with cuts does what it does for the longest time: that of all shots with this
 * movement together, with the share of the clip that they have as a factor of the confidence.
 */
export function cameraOfShots(
  path: readonly PathPoint[],
  shots: readonly Shot[],
): Measured['camera'] {
  const [only, ...others] = shots;
  if (only === undefined || others.length === 0) {
    return only?.camera ?? cameraOf(path);
  }
  const seconds = new Map<CameraMovement, number>();
  for (const { camera, start_seconds, end_seconds } of shots) {
    const weight = (end_seconds - start_seconds) * Math.max(camera.confidence, LEAST_WEIGHT);
    seconds.set(camera.movement, (seconds.get(camera.movement) ?? 0) + weight);
  }
  const [movement] = [...seconds].reduce((most, entry) => (entry[1] > most[1] ? entry : most));
  const alike = shots.filter(({ camera }) => camera.movement === movement);
  return mean(alike, lengthOf(alike) / lengthOf(shots));
}

/** A shot of which nothing is known still has its length. */
const LEAST_WEIGHT = 0.1;

function lengthOf(shots: readonly Shot[]): number {
  return shots.reduce(
    (sum, { start_seconds, end_seconds }) => sum + end_seconds - start_seconds,
    0,
  );
}

/** Of shots with the same movement; the direction is that of the longest. */
function mean(shots: readonly Shot[], share: number): Measured['camera'] {
  const total = lengthOf(shots);
  const meanOf = (value: (camera: Measured['camera']) => number): number =>
    shots.reduce((sum, shot) => sum + value(shot.camera) * lengthOf([shot]), 0) / total;
  const longest = shots.reduce((most, shot) => (lengthOf([shot]) > lengthOf([most]) ? shot : most));
  const { uncertain: _, ...camera } = longest.camera;
  return {
    ...camera,
    ...sureness(share * meanOf(({ confidence }) => confidence)),
    speed_percent_per_second: meanOf((camera) => camera.speed_percent_per_second),
    zoom_percent_per_second: meanOf((camera) => camera.zoom_percent_per_second),
    shake_percent_per_second: meanOf((camera) => camera.shake_percent_per_second),
  };
}
