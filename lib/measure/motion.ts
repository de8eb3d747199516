import { BLOCK_SIDE, type Block, texturedBlocks } from './blocks.ts';
import { coarseShift } from './coarse.ts';
import type { LumaFrame } from './facts.ts';
import { findBlock, type Shift } from './match.ts';
import { type Pyramid, pyramid } from './pyramid.ts';
import {
  type Correspondence,
  type Fit,
  fitSimilarity,
  IDENTITY,
  type Similarity,
} from './similarity.ts';

/**
 * How a moment hangs together with the one before: the picture was found again; it was not, as
 * after a cut or in a blur; or there was nothing in it to find.
 */
export type Link = 'followed' | 'lost' | 'blind';

/** A moment on the camera's path, as far as the picture tells. */
export type PathPoint = {
  seconds: number;
  /** How far the camera has turned or travelled to the right and down, in % of the width. */
  x: number;
  y: number;
  /** Natural logarithm of how much the picture has grown. */
  growth: number;
  link: Link;
};

/** At least this share of the blocks must agree on a motion, or the track is lost. */
const MIN_AGREEMENT = 0.25;
/** With fewer agreeing blocks, chance would have a say. */
const MIN_INLIERS = 4;
/**
 * An anchor is left behind when the picture has moved by this share of its width, grown by this
 * share, or after this many s. Until then frames are compared with the anchor, not with the frame
 * before: so errors of a fraction of a pixel do not add up from frame to frame.
 */
const ANCHOR_SHIFT = 0.06;
const ANCHOR_GROWTH = 0.03;
const ANCHOR_SECONDS = 1;

type Seen = { seconds: number; mean: number; pyramid: Pyramid; point: PathPoint };
type Anchor = Seen & { blocks: Block[] };

/** Follows the camera from frame to frame. */
export class CameraTrack {
  readonly path: PathPoint[] = [];
  #anchor: Anchor | undefined;
  #last: Seen | undefined;
  /** Motion from the anchor to the last frame, and how much of it came with that frame. */
  #motion: Similarity = IDENTITY;
  #velocity: Shift = { x: 0, y: 0 };

  /** @param meanLuma of the frame: 0 is black, 1 is white */
  look(frame: LumaFrame, meanLuma: number): void {
    const mean = meanLuma * 255;
    const now = pyramid(frame);
    const fit = this.#follow(now, mean);
    const blocks = this.#anchor?.blocks.length ?? 0;
    const from = this.#anchor?.point ?? { x: 0, y: 0, growth: 0 };
    const { shiftX, shiftY, growth } = fit?.similarity ?? IDENTITY;
    const point: PathPoint = {
      seconds: frame.timestampSeconds,
      // The camera goes the other way than what it sees.
      x: from.x - (100 * shiftX) / frame.width,
      y: from.y - (100 * shiftY) / frame.width,
      growth: from.growth + Math.log1p(growth),
      link: fit ? 'followed' : blocks < MIN_INLIERS ? 'blind' : 'lost',
    };
    this.path.push(point);
    this.#last = { seconds: point.seconds, mean, pyramid: now, point };
    if (!fit || !this.#anchor || outlived(this.#anchor, point, fit.similarity, frame.width)) {
      this.#anchorAt(this.#last);
    }
  }

  #follow(now: Pyramid, mean: number): Fit | undefined {
    const fit = this.#anchor && this.#fit(this.#anchor, now, mean);
    if (fit || !this.#last || this.#last.point === this.#anchor?.point) {
      return fit;
    }
    // What has changed too much since the anchor may still be found in the frame before.
    return this.#fit(this.#anchorAt(this.#last), now, mean);
  }

  #anchorAt(seen: Seen): Anchor {
    this.#anchor = { ...seen, blocks: texturedBlocks(seen.pyramid.full) };
    this.#motion = IDENTITY;
    return this.#anchor;
  }

  #fit(anchor: Anchor, now: Pyramid, mean: number): Fit | undefined {
    const likely: Similarity = {
      ...this.#motion,
      shiftX: this.#motion.shiftX + this.#velocity.x,
      shiftY: this.#motion.shiftY + this.#velocity.y,
    };
    const offset = Math.round(mean - anchor.mean);
    const guess = { x: likely.shiftX, y: likely.shiftY };
    const coarse = coarseShift(anchor.pyramid, now, guess, offset);
    const fit = fitBlocks(anchor, now, [{ x: 0, y: 0 }, guess, coarse], likely, offset);
    if (fit.inliers < Math.max(MIN_INLIERS, MIN_AGREEMENT * anchor.blocks.length)) {
      return undefined;
    }
    this.#velocity = {
      x: fit.similarity.shiftX - this.#motion.shiftX,
      y: fit.similarity.shiftY - this.#motion.shiftY,
    };
    this.#motion = fit.similarity;
    return fit;
  }
}

function fitBlocks(
  { blocks, pyramid: from }: Anchor,
  to: Pyramid,
  guesses: readonly Shift[],
  likely: Similarity,
  offset: number,
): Fit {
  const middleX = from.full.width / 2 - BLOCK_SIDE / 2;
  const middleY = from.full.height / 2 - BLOCK_SIDE / 2;
  const places = blocks.flatMap((block): Correspondence[] => {
    const shift = findBlock(block, from, to, guesses, offset);
    return shift ? [{ x: block.x - middleX, y: block.y - middleY, dx: shift.x, dy: shift.y }] : [];
  });
  return fitSimilarity(places, [likely]);
}

function outlived(
  anchor: Seen,
  now: PathPoint,
  { shiftX, shiftY, growth }: Similarity,
  width: number,
): boolean {
  return (
    Math.hypot(shiftX, shiftY) > ANCHOR_SHIFT * width ||
    Math.abs(growth) > ANCHOR_GROWTH ||
    now.seconds - anchor.seconds >= ANCHOR_SECONDS
  );
}
