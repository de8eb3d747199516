import type { Shift } from './block-match.ts';
import type { Shifts } from './block-tracks.ts';
import { BLOCK_SIDE, type Block } from './blocks.ts';
import { type MotionLayer, middleOf } from './motion-layers.ts';
import { IDENTITY, leastSquares } from './similarity-transform.ts';

/** In px over its life: a block that went less far may be at rest. */
const MOVING_PX = 1.2;

/** In px, or as a share of its way: how far a block may go beside its line. */
const BESIDE_PX = 0.7;
const BESIDE_SHARE = 0.2;

const MIN_MOVING = 5;
/** Of the blocks that move, so many must go along. */
const MIN_EXPANDING = 0.6;
const MIN_PASSING = 0.75;
const TRIES = 40;
/** So many must be seen in two frames. */
const MIN_STEPS = 4;

/** Length of the mean of all directions, each of length 1: nearer to 1 they all go one way. */
const MAX_ONE_WAY = 0.75;

/** One similarity that holds for more than this share of what expands or passes leaves no depth. */
const MAX_FLAT = 0.6;
/** Two such layers are a background and something that passes. */
const MAX_TWO_FLAT = 0.75;

/** As a share of the frame's width. */
const MIN_SPAN = 0.6;

/** The fast (80th percentile) against the slow (20th), for things near and far. */
const MIN_PARALLAX = 1.8;

type Track = { i: number; x: number; y: number; dx: number; dy: number; frames: number };
type Size = { width: number; height: number };

/**
 * The motion of a camera that travels through a scene with depth, which no similarity describes: all moves away from one point (forward), or one way at different speeds
 * (sideways), and what is far rests. One sign and one point for things at all depths is what a rigid scene shows, and
 * what things that move by themselves do not.
 */
export function depthLayer(
  blocks: readonly Block[],
  frames: readonly Shifts[],
  layers: readonly MotionLayer[],
  size: Size,
): MotionLayer | undefined {
  const all = tracksOf(blocks, frames, size);
  const moving = all.filter(({ dx, dy }) => Math.hypot(dx, dy) >= MOVING_PX);
  if (moving.length < MIN_MOVING) {
    return undefined;
  }
  const flat = flatShares(layers);
  const resting = layers.filter(({ isResting }) => isResting).flatMap(({ members }) => members);
  const expanding = expansion(moving, size);
  const isDeep = (members: readonly Track[], atMost = 1): boolean =>
    flat(members, 1) < MAX_FLAT &&
    flat(members, 2) < atMost &&
    spanOf(members) >= MIN_SPAN * size.width;
  if (
    expanding.length >= Math.max(MIN_MOVING, MIN_EXPANDING * moving.length) &&
    (isDeep(expanding) || surrounds(expanding, all, size))
  ) {
    return layerOf(
      isDeep(expanding) ? 'expansion' : undefined,
      expanding,
      resting,
      blocks,
      frames,
      size,
    );
  }
  const going = passing(moving);
  if (
    going.length >= Math.max(MIN_MOVING, MIN_PASSING * moving.length) &&
    isDeep(going, MAX_TWO_FLAT) &&
    parallaxOf(going) >= MIN_PARALLAX
  ) {
    return layerOf('parallax', going, resting, blocks, frames, size);
  }
  return undefined;
}

/** Which share of some tracks belongs to the one or two layers that have most of them. */
function flatShares(
  layers: readonly MotionLayer[],
): (members: readonly Track[], count: number) => number {
  return (members, count) =>
    layers
      .map((layer) => members.filter(({ i }) => layer.members.includes(i)).length)
      .toSorted((a, b) => b - a)
      .slice(0, count)
      .reduce((sum, one) => sum + one, 0) / members.length;
}

function layerOf(
  depth: MotionLayer['depth'],
  tracks: readonly Track[],
  resting: readonly number[],
  blocks: readonly Block[],
  frames: readonly Shifts[],
  size: Size,
): MotionLayer {
  const members = tracks.map(({ i }) => i);
  return {
    depth,
    members,
    explained: [...new Set([...members, ...resting])],
    motions: addedUp(blocks, frames, middleOf(size), members),
    isResting: false,
  };
}

/** Near things leave sooner than far ones, so what is added up is how those move that are seen in both frames. */
function addedUp(
  blocks: readonly Block[],
  frames: readonly Shifts[],
  middle: Shift,
  members: readonly number[],
): MotionLayer['motions'] {
  let sum = IDENTITY;
  return frames.map((shifts, n) => {
    const steps = members.flatMap((i) => {
      const [block, shift] = [blocks[i] as Block, shifts[i]];
      const before = n === 0 ? { x: 0, y: 0 } : frames[n - 1]?.[i];
      const [x, y] = [block.x - middle.x, block.y - middle.y];
      return shift && before ? [{ x, y, dx: shift.x - before.x, dy: shift.y - before.y }] : [];
    });
    if (steps.length < MIN_STEPS) {
      return undefined;
    }
    const step = leastSquares(steps);
    sum = {
      shiftX: sum.shiftX + step.shiftX,
      shiftY: sum.shiftY + step.shiftY,
      growth: sum.growth + step.growth,
      turn: sum.turn + step.turn,
    };
    return sum;
  });
}

function tracksOf(blocks: readonly Block[], frames: readonly Shifts[], size: Size): Track[] {
  const middle = middleOf(size);
  return blocks.flatMap(({ x, y }, i) => {
    const last = frames.findLastIndex((shifts) => shifts[i]);
    const shift = frames[last]?.[i];
    return shift
      ? [{ i, x: x - middle.x, y: y - middle.y, dx: shift.x, dy: shift.y, frames: last + 1 }]
      : [];
  });
}

/** The tracks that go away from one point inside the picture, by RANSAC over pairs. */
function expansion(moving: readonly Track[], { width, height }: Size): Track[] {
  let best: Track[] = [];
  let seed = 1;
  const pick = (): Track => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return moving[Math.floor((seed / 2 ** 32) * moving.length)] as Track;
  };
  for (let n = 0; n < TRIES; n++) {
    const from = meeting(pick(), pick());
    if (!from || Math.abs(from.x) > width / 2 || Math.abs(from.y) > height / 2) {
      continue;
    }
    const members = moving.filter((track) => goes(track, track.x - from.x, track.y - from.y));
    if (members.length > best.length && oneWay(members) < MAX_ONE_WAY) {
      best = members;
    }
  }
  return best;
}

/** Where the lines of two tracks meet. */
function meeting(a: Track, b: Track): Shift | undefined {
  const cross = a.dx * b.dy - a.dy * b.dx;
  if (Math.abs(cross) < 0.05 * Math.hypot(a.dx, a.dy) * Math.hypot(b.dx, b.dy)) {
    return undefined;
  }
  const along = ((b.x - a.x) * b.dy - (b.y - a.y) * b.dx) / cross;
  return { x: a.x + along * a.dx, y: a.y + along * a.dy };
}

/** The tracks that go the way of most. */
function passing(moving: readonly Track[]): Track[] {
  let best: Track[] = [];
  for (const { dx, dy } of moving) {
    const members = moving.filter((track) => goes(track, dx, dy));
    if (members.length > best.length) {
      best = members;
    }
  }
  return best;
}

/** Whether a track goes along a direction. */
function goes({ dx, dy }: Track, x: number, y: number): boolean {
  const length = Math.hypot(x, y);
  if (length < BLOCK_SIDE / 2) {
    return false;
  }
  const [along, beside] = [(dx * x + dy * y) / length, Math.abs(dx * y - dy * x) / length];
  return along > 0 && beside <= Math.max(BESIDE_PX, BESIDE_SHARE * Math.hypot(dx, dy));
}

function oneWay(tracks: readonly Track[]): number {
  let [x, y] = [0, 0];
  for (const { dx, dy } of tracks) {
    const length = Math.hypot(dx, dy);
    x += dx / length;
    y += dy / length;
  }
  return Math.hypot(x, y) / tracks.length;
}

function spanOf(tracks: readonly Track[]): number {
  const xs = tracks.map(({ x }) => x);
  return Math.max(...xs) - Math.min(...xs) + BLOCK_SIDE;
}

/** Whether what expands reaches the left and the right border, and has most of them and of the top. */
function surrounds(
  tracks: readonly Track[],
  all: readonly Track[],
  { width, height }: Size,
): boolean {
  const reach = 2 * BLOCK_SIDE;
  const isLeft = ({ x }: Track) => x < reach - width / 2;
  const isRight = ({ x }: Track) => x > width / 2 - reach;
  const isAround = (track: Track) =>
    isLeft(track) || isRight(track) || track.y < reach - height / 2;
  const around = all.filter(isAround);
  return (
    tracks.some(isLeft) &&
    tracks.some(isRight) &&
    2 * tracks.filter(isAround).length > around.length
  );
}

function parallaxOf(tracks: readonly Track[]): number {
  const speeds = tracks
    .map(({ dx, dy, frames }) => Math.hypot(dx, dy) / frames)
    .toSorted((a, b) => a - b);
  const at = (share: number): number => speeds[Math.floor(share * (speeds.length - 1))] as number;
  return at(0.8) / at(0.2);
}
