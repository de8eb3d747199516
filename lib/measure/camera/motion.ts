import { confirmBlock, findBlock, type Shift } from './block-match.ts';
import { BLOCK_SIDE, type Block } from './blocks.ts';
import { globalShifts } from './global-search.ts';
import type { Pyramid } from './pyramid.ts';
import {
  type Correspondence,
  type Fit,
  fitSimilarity,
  IDENTITY,
  movedBy,
  type SimilarityTransform,
} from './similarity-transform.ts';
import { isResting, velocityBetween } from './velocity.ts';

/** At least this share of the blocks must agree on a motion, or the track is lost. */
const MIN_AGREEMENT = 0.25;
/**
 * So many that are where the motion so far would have them, or where the picture as a whole has
 * gone, and nobody has to look for each.
 */
const CONFIRMED = 0.5;
/** Or so many, when this share of those that were confirmed goes along. */
const MIN_AGREED = 0.3;
const AGREEMENT = 0.8;
/** So many times more blocks must agree on a motion for it to be believed before a smaller one. */
const PLAINLY_MORE = 1.2;
/** With fewer agreeing blocks, chance would have a say. */
export const MIN_INLIERS = 4;

/** A picture, and the blocks of it that can be found again. */
export type Picture = { pyramid: Pyramid; blocks: readonly Block[] };

/**
 * The motion from one picture to another that most of its blocks share; nothing when too few do.
 *
 * @param likely what it would be if things go on as they do
 * @param offset by how many levels of luma the other picture is lighter
 */
export function findMotion(
  from: Picture,
  now: Pyramid,
  likely: SimilarityTransform,
  offset: number,
): Fit | undefined {
  return confirmed(from, now, likely) ?? searched(from, now, likely, offset);
}

/** By blocks that are where the motion so far would have them. */
function confirmed(from: Picture, now: Pyramid, likely: SimilarityTransform): Fit | undefined {
  const places = placesOf(from, (block, middle) => {
    const guess = movedBy(likely, block.x - middle.x, block.y - middle.y);
    return confirmBlock(block, from.pyramid, now, guess);
  });
  if (places.length < Math.max(MIN_INLIERS, MIN_AGREEMENT * from.blocks.length)) {
    return undefined;
  }
  const fit = fitSimilarity(places, [likely]);
  const share = isResting(velocityBetween(IDENTITY, fit.similarity)) ? MIN_AGREEMENT : CONFIRMED;
  const isEnough = fit.inliers >= Math.max(MIN_INLIERS, share * from.blocks.length);
  return isEnough || agree(fit, places, from) ? fit : undefined;
}

/** Where much moves by itself few blocks are confirmed, but those agree. By chance they would not. */
function agree(
  { inliers }: Fit,
  { length }: readonly Correspondence[],
  { blocks }: Picture,
): boolean {
  return inliers >= MIN_AGREED * blocks.length && inliers >= AGREEMENT * length;
}

/** By looking at the whole picture first, then for every block. */
function searched(
  from: Picture,
  now: Pyramid,
  likely: SimilarityTransform,
  offset: number,
): Fit | undefined {
  const guess = { x: likely.shiftX, y: likely.shiftY };
  const shifts = globalShifts(from.pyramid, now, guess, offset);
  let best: Fit | undefined;
  for (const { x, y } of shifts) {
    const fit = confirmed(from, now, { ...likely, shiftX: x, shiftY: y });
    // In a pattern that repeats, the nearest place is as good as any other, and likelier.
    if (fit && fit.inliers > PLAINLY_MORE * (best?.inliers ?? 0)) {
      best = fit;
    }
  }
  return best ?? found(from, now, likely, [guess, ...shifts]);
}

function found(
  from: Picture,
  now: Pyramid,
  likely: SimilarityTransform,
  guesses: readonly Shift[],
): Fit | undefined {
  const all = [{ x: 0, y: 0 }, ...guesses];
  const fit = fitSimilarity(
    placesOf(from, (block) => findBlock(block, from.pyramid, now, all)),
    [likely],
  );
  const least = Math.max(MIN_INLIERS, MIN_AGREEMENT * from.blocks.length);
  return fit.inliers >= least ? fit : undefined;
}

function placesOf(
  { blocks, pyramid: { full } }: Picture,
  find: (block: Block, middle: Shift) => Shift | undefined,
): Correspondence[] {
  const middle = { x: (full.width - BLOCK_SIDE) / 2, y: (full.height - BLOCK_SIDE) / 2 };
  return blocks.flatMap((block): Correspondence[] => {
    const shift = find(block, middle);
    return shift
      ? [{ x: block.x - middle.x, y: block.y - middle.y, dx: shift.x, dy: shift.y }]
      : [];
  });
}
