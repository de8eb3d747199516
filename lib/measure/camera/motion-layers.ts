import type { Shift } from './block-match.ts';
import type { Shifts } from './block-tracks.ts';
import { BLOCK_SIDE, type Block } from './blocks.ts';
import {
  type Correspondence,
  IDENTITY,
  leastSquares,
  movedBy,
  type SimilarityTransform,
} from './similarity-transform.ts';

/** In px, on average over its track: a block this near to a motion belongs to it. Matches are good to 0.2 px. */
const INLIER_PX = 0.7;
/** In px: noise moves matches to and fro; what is further off in a frame is not with the others there. */
export const OUTLIER_PX = 1.5;
const NEAR_PX = 1;
/** A block is with the others in this share of its frames: later something may go before it. */
const MIN_NEAR = 0.6;
/** With fewer of its blocks than this share, a layer is covered. */
const MIN_LEFT = 0.4;
/** (0.3 px / 2 %)²: matches are as good as that, and few pictures grow or turn by more between frames (ridge regression). */
const RIDGE = 225;

/** Pairs that are tried for each layer. With half the blocks on moving objects, 40 miss the rest once in 10⁵. */
const TRIES = 40;

const MOST_LAYERS = 4;
const MIN_MEMBERS = 3;

/** With such a share of the blocks at rest, a layer at rest comes first. */
const PLAINLY_RESTING = 0.6;

/** Blocks that move together through the frames of a window. */
export type MotionLayer = {
  /** From the first picture to each frame; nothing for frames in which too few of its blocks are seen. */
  motions: readonly (SimilarityTransform | undefined)[];
  /** Indices of its blocks. */
  members: readonly number[];
  /** Indices of these and of all others that it accounts for. */
  explained: readonly number[];
  /** For blocks that go one way at different speeds: away from one point, or past. */
  depth?: 'expansion' | 'parallax' | undefined;
  isResting: boolean;
};

type Motions = readonly (SimilarityTransform | undefined)[];
type Middle = Shift;

/**
 * Splits the tracks of blocks into layers of common motion (Wang and Adelson, "Representing moving
 * images with layers", 1994), the one with most blocks first: RANSAC (Fischler and Bolles, CACM 1981) over pairs of whole tracks (as
 * Sheikh, Javed and Kanade do, ICCV 2009), since what moves nearly alike from frame to frame does not
 * over a second.
 */
export function motionLayers(
  blocks: readonly Block[],
  frames: readonly Shifts[],
  middle: Middle,
): MotionLayer[] {
  let left = blocks.flatMap((_, i) => (frames.some((shifts) => shifts[i]) ? [i] : []));
  const layers: MotionLayer[] = [];
  while (left.length >= MIN_MEMBERS && layers.length < MOST_LAYERS) {
    const layer = largest(blocks, frames, middle, left);
    if (layer.members.length < MIN_MEMBERS) {
      break;
    }
    layers.push(layer);
    left = left.filter((i) => !layer.members.includes(i));
  }
  return layers;
}

function largest(
  blocks: readonly Block[],
  frames: readonly Shifts[],
  middle: Middle,
  left: readonly number[],
): MotionLayer {
  const membersOf = (motions: Motions): number[] =>
    left.filter((i) => agrees(blocks[i] as Block, i, frames, motions, middle));
  const resting = frames.map(() => IDENTITY);
  let best = membersOf(resting);
  if (best.length < PLAINLY_RESTING * left.length) {
    // Always the same pairs, so that a clip always gets the same record.
    let seed = 1;
    const pick = (): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return left[Math.floor((seed / 2 ** 32) * left.length)] as number;
    };
    for (let n = 0; n < TRIES; n++) {
      const pair = [pick(), pick()];
      if (pair[0] === pair[1]) {
        continue;
      }
      const members = membersOf(fitted(blocks, frames, middle, pair, 2));
      if (members.length > best.length) {
        best = members;
      }
    }
  }
  const once = fitted(blocks, frames, middle, best, MIN_MEMBERS);
  const members = membersOf(once);
  const motions = fitted(blocks, frames, middle, members, MIN_MEMBERS);
  const atRest = members.filter((i) => agrees(blocks[i] as Block, i, frames, resting, middle));
  return {
    motions,
    members,
    explained: members,
    isResting: 2 * atRest.length > members.length,
  };
}

/**
 * The motions of some blocks together, where at least so many are seen. A block that something goes before
 * is often carried along: what leaves the others in a frame is left out of it, by going on from the frame before.
 */
function fitted(
  blocks: readonly Block[],
  frames: readonly Shifts[],
  middle: Middle,
  members: readonly number[],
  least: number,
): Motions {
  let before = IDENTITY;
  return frames.map((shifts) => {
    const places = members.flatMap((i) => {
      const [block, shift] = [blocks[i] as Block, shifts[i]];
      return shift
        ? [{ x: block.x - middle.x, y: block.y - middle.y, dx: shift.x, dy: shift.y }]
        : [];
    });
    if (places.length < least) {
      return undefined;
    }
    if (least === 2) {
      return leastSquares(places);
    }
    const near = together(places, [leastSquares(places, RIDGE), before, IDENTITY]);
    if (near.length < Math.max(least, MIN_LEFT * members.length)) {
      return undefined;
    }
    before = leastSquares(near, RIDGE);
    return before;
  });
}

/** The most places that go together, beginning with some motions. */
function together(
  places: readonly Correspondence[],
  beginnings: readonly SimilarityTransform[],
): Correspondence[] {
  let best: Correspondence[] = [];
  for (const beginning of beginnings) {
    const near = places.filter((place) => errorOf(place, beginning) <= OUTLIER_PX);
    const motion = leastSquares(near, RIDGE);
    const agreed = places.filter((place) => errorOf(place, motion) <= NEAR_PX);
    if (agreed.length > best.length) {
      best = agreed;
    }
  }
  return best;
}

/** In px: how far a place is from where a motion would have it. */
export function errorOf({ x, y, dx, dy }: Correspondence, motion: SimilarityTransform): number {
  const moved = movedBy(motion, x, y);
  return Math.hypot(moved.x - dx, moved.y - dy);
}

function agrees(
  block: Block,
  i: number,
  frames: readonly Shifts[],
  motions: Motions,
  middle: Middle,
): boolean {
  let [sumX, sumY, near, compared, seen] = [0, 0, 0, 0, 0];
  for (const [n, shifts] of frames.entries()) {
    const [shift, motion] = [shifts[i], motions[n]];
    seen += shift ? 1 : 0;
    if (shift && motion) {
      compared++;
      const moved = movedBy(motion, block.x - middle.x, block.y - middle.y);
      const [x, y] = [moved.x - shift.x, moved.y - shift.y];
      if (x * x + y * y <= OUTLIER_PX ** 2) {
        sumX += x;
        sumY += y;
        near++;
      }
    }
  }
  return (
    compared > 0 &&
    2 * compared >= seen &&
    near >= MIN_NEAR * compared &&
    Math.hypot(sumX, sumY) <= INLIER_PX * near
  );
}

/** The middle of a picture, for the top left corners of blocks. */
export function middleOf({ width, height }: { width: number; height: number }): Middle {
  return { x: (width - BLOCK_SIDE) / 2, y: (height - BLOCK_SIDE) / 2 };
}
