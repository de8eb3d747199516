import { type Choice, chooseBackground } from './background.ts';
import { MIN_BLOCKS } from './block-tracks.ts';
import { isShown } from './blocks.ts';
import type { MotionLayer } from './motion-layers.ts';
import type { MotionWindow } from './motion-window.ts';
import type { PathPoint, Position } from './path.ts';

/** In % of the frame's width, and in natural logarithm of growth: a path that goes further has left a place, if it is right. */
const AWAY_PERCENT = 2;
const AWAY_GROWTH = 0.03;

const START: Position = { x: 0, y: 0, growth: 0, turn: 0 };

/** When the camera was at a place last. */
type Visit = { index: number; at: Position };

/**
 * The path of a camera through windows, by what is the background in each. Where the camera rests at a place again
 * that it had left, as far as the path shows, it has not been away: something filled the frame.
 *
 * @param seconds of all frames
 * @param cuts in s: what comes back after one was not there all the time
 * @param shown px by px, 0 for what is no part of the picture
 */
export function cameraPath(
  windows: readonly MotionWindow[],
  seconds: readonly number[],
  cuts: readonly number[],
  shown: Uint8Array | undefined,
): PathPoint[] {
  const at = (index: number): number => seconds[index] as number;
  const choices = chooseBackground(
    windows,
    ({ anchor, frames }) => at(anchor + frames) - at(anchor),
    (block, window) => (isShown(window, block, shown) ? 1 : 0),
  );
  const path: PathPoint[] = seconds.map((second) => ({ ...UNKNOWN, seconds: second }));
  const visits = new Map<number, Visit>();
  let here = START;
  let next = 0;
  for (const [w, window] of windows.entries()) {
    const { layer } = choices[w] as Choice;
    stay(path, next, window.anchor + 1, here);
    if (window.blocks.length < MIN_BLOCKS) {
      (path[window.anchor] as PathPoint).link = 'blind';
    }
    const place = layer?.isResting ? window.place : undefined;
    const visit = place === undefined ? undefined : visits.get(place);
    const isCut = (from: number): boolean =>
      cuts.some((cut) => cut > at(from) && cut <= at(window.anchor));
    if (visit && !isCut(visit.index)) {
      here = isAway(visit.at, here) ? visit.at : here;
      stay(path, visit.index + 1, window.anchor + 1, here, 'followed');
    }
    here = along(window, choices[w] as Choice, here, path);
    next = window.anchor + window.frames + 1;
    if (place !== undefined) {
      visits.set(place, { index: next - 1, at: here });
    }
  }
  stay(path, next, path.length, here);
  return path;
}

const UNKNOWN = { ...START, link: 'lost', support: 0, rival: 0, depth: undefined } as const;

function stay(
  path: readonly PathPoint[],
  from: number,
  to: number,
  here: Position,
  link?: PathPoint['link'],
): void {
  for (const point of path.slice(from, to)) {
    Object.assign(point, here, link && { link });
  }
}

/** Continues a path through a window, and returns where it ends. */
function along(
  { anchor, frames, width, layers }: MotionWindow,
  { layer, share, rival }: Choice,
  from: Position,
  path: readonly PathPoint[],
): Position {
  let here = from;
  for (let n = 0; n < frames; n++) {
    const motion = layer?.motions[n];
    const point = path[anchor + 1 + n] as PathPoint;
    if (motion) {
      here = {
        // The camera goes the other way than what it sees.
        x: from.x - (100 * motion.shiftX) / width,
        y: from.y - (100 * motion.shiftY) / width,
        growth: from.growth + Math.log1p(motion.growth),
        turn: from.turn + motion.turn,
      };
      point.link = 'followed';
    }
    Object.assign(point, here, { support: share, rival, depth: depthOf(layers) });
  }
  return here;
}

function depthOf(layers: readonly MotionLayer[]): PathPoint['depth'] {
  return layers.find(({ depth }) => depth)?.depth;
}

function isAway(rest: Position, here: Position): boolean {
  return (
    Math.hypot(here.x - rest.x, here.y - rest.y) > AWAY_PERCENT ||
    Math.abs(here.growth - rest.growth) > AWAY_GROWTH
  );
}
