import { BLOCK_SIDE, type Block, texturedBlocks } from './blocks.ts';
import { coarseShifts } from './coarse.ts';
import type { LumaFrame } from './facts.ts';
import { type Absence, correct, Home } from './home.ts';
import { confirmBlock, findBlock, type Shift } from './match.ts';
import type { PathPoint } from './path.ts';
import { type Pyramid, pyramid } from './pyramid.ts';
import {
  type Correspondence,
  type Fit,
  fitSimilarity,
  IDENTITY,
  movedBy,
  type Similarity,
} from './similarity.ts';

const WHITE = 255;

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
const MIN_INLIERS = 4;
/**
 * An anchor is left behind when the picture has moved by this share of its width, grown by this
 * share, or after this many s. Until then frames are compared with the anchor, not with the frame
 * before: so errors of a fraction of a pixel do not add up from frame to frame.
 */
const ANCHOR_SHIFT = 0.06;
const ANCHOR_GROWTH = 0.03;
const ANCHOR_SECONDS = 1;

/** In px from one look to the next: a camera that moves by less is at rest. */
const RESTING_PX = 0.3;
const RESTING_GROWTH = 0.0015;

/** From one look to the next. */
type Velocity = Shift & { growth: number };

const AT_REST: Velocity = { x: 0, y: 0, growth: 0 };

type Seen = { seconds: number; mean: number; pyramid: Pyramid; point: PathPoint };
type Anchor = Seen & { blocks: Block[] };

/** Follows the camera from frame to frame. */
export class CameraTrack {
  readonly #path: PathPoint[] = [];
  readonly #absences: Absence[] = [];
  #anchor: Anchor | undefined;
  #last: Seen | undefined;
  #home: Home | undefined;
  /** Motion from the anchor to the last frame, and how much of it came with that frame. */
  #motion: Similarity = IDENTITY;
  #velocity = AT_REST;
  /** The velocity before that. */
  #velocityBefore = AT_REST;

  /** @param cuts in s: what comes back after one was not there all the time */
  path(cuts: readonly number[]): readonly PathPoint[] {
    for (const absence of this.#absences) {
      const [from, to] = [this.#path[absence.from - 1], this.#path[absence.to]];
      if (!cuts.some((cut) => cut > (from?.seconds ?? 0) && cut <= (to?.seconds ?? 0))) {
        correct(this.#path, absence);
      }
    }
    return this.#path;
  }

  /** From here on another place may be seen. Home stays: it may have been an object that passes. */
  cut(): void {
    this.#anchor = undefined;
    this.#last = undefined;
    this.#velocity = AT_REST;
  }

  /** @param meanLuma of the frame: 0 is black, 1 is white */
  look(frame: LumaFrame, meanLuma: number): void {
    const mean = meanLuma * WHITE;
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
    this.#path.push(point);
    this.#last = { seconds: point.seconds, mean, pyramid: now, point };
    const cameHome = this.#lookForHome(this.#last, fit !== undefined);
    if (
      cameHome ||
      !fit ||
      !this.#anchor ||
      outlived(this.#anchor, point, fit.similarity, frame.width)
    ) {
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
    const { x, y, growth } = steadyPart(this.#velocityBefore, this.#velocity);
    const likely: Similarity = {
      ...this.#motion,
      shiftX: this.#motion.shiftX + x,
      shiftY: this.#motion.shiftY + y,
      growth: this.#motion.growth + growth,
    };
    const offset = Math.round(mean - anchor.mean);
    const fit = confirmed(anchor, now, likely) ?? searched(anchor, now, likely, offset);
    if (fit) {
      this.#velocityBefore = this.#velocity;
      this.#velocity = {
        x: fit.similarity.shiftX - this.#motion.shiftX,
        y: fit.similarity.shiftY - this.#motion.shiftY,
        growth: fit.similarity.growth - this.#motion.growth,
      };
      this.#motion = fit.similarity;
    }
    return fit;
  }

  /** The camera may be where it was, and what seemed to move it an object that passes. */
  #lookForHome(seen: Seen, wasFollowed: boolean): boolean {
    const index = this.#path.length - 1;
    this.#home ??= new Home(seen, index);
    const isMoving = wasFollowed && !isResting(this.#velocity);
    const found = this.#home.look(seen, isMoving);
    if (found === 'back') {
      const absence = this.#home.comeBack(index);
      this.#absences.push(absence);
      correct(this.#path, { ...absence, from: index });
      this.#velocity = AT_REST;
    } else if (found === 'near') {
      this.#home.stay(index);
    } else if (this.#home.hasMoved(seen.seconds, isMoving)) {
      this.#home = new Home(seen, index);
    }
    return found === 'back';
  }
}

/** What two velocities have in common: a pan goes on, a shake turns back (minmod, Roe 1986). */
function steadyPart(one: Velocity, other: Velocity): Velocity {
  const common = (a: number, b: number): number =>
    a * b <= 0 ? 0 : Math.sign(a) * Math.min(Math.abs(a), Math.abs(b));
  return {
    x: common(one.x, other.x),
    y: common(one.y, other.y),
    growth: common(one.growth, other.growth),
  };
}

function asVelocity({ shiftX, shiftY, growth }: Similarity): Velocity {
  return { x: shiftX, y: shiftY, growth };
}

function isResting({ x, y, growth }: Velocity): boolean {
  return Math.hypot(x, y) <= RESTING_PX && Math.abs(growth) <= RESTING_GROWTH;
}

/** By blocks that are where the motion so far would have them. */
function confirmed(anchor: Anchor, now: Pyramid, likely: Similarity): Fit | undefined {
  const places = placesOf(anchor, (block, middle) => {
    const guess = movedBy(likely, block.x - middle.x, block.y - middle.y);
    return confirmBlock(block, anchor.pyramid, now, guess);
  });
  if (places.length < Math.max(MIN_INLIERS, MIN_AGREEMENT * anchor.blocks.length)) {
    return undefined;
  }
  const fit = fitSimilarity(places, [likely]);
  const share = isResting(asVelocity(fit.similarity)) ? MIN_AGREEMENT : CONFIRMED;
  const isEnough = fit.inliers >= Math.max(MIN_INLIERS, share * anchor.blocks.length);
  return isEnough || agree(fit, places, anchor) ? fit : undefined;
}

/** Where much moves by itself few blocks are confirmed, but those agree. By chance they would not. */
function agree(
  { inliers }: Fit,
  { length }: readonly Correspondence[],
  { blocks }: Anchor,
): boolean {
  return inliers >= MIN_AGREED * blocks.length && inliers >= AGREEMENT * length;
}

/** By looking at the whole picture first, then for every block. */
function searched(
  anchor: Anchor,
  now: Pyramid,
  likely: Similarity,
  offset: number,
): Fit | undefined {
  const guess = { x: likely.shiftX, y: likely.shiftY };
  const shifts = coarseShifts(anchor.pyramid, now, guess, offset);
  let best: Fit | undefined;
  for (const { x, y } of shifts) {
    const fit = confirmed(anchor, now, { ...likely, shiftX: x, shiftY: y });
    // In a pattern that repeats, the nearest place is as good as any other, and likelier.
    if (fit && fit.inliers > PLAINLY_MORE * (best?.inliers ?? 0)) {
      best = fit;
    }
  }
  return best ?? found(anchor, now, likely, [guess, ...shifts]);
}

function found(
  anchor: Anchor,
  now: Pyramid,
  likely: Similarity,
  guesses: readonly Shift[],
): Fit | undefined {
  const all = [{ x: 0, y: 0 }, ...guesses];
  const fit = fitSimilarity(
    placesOf(anchor, (block) => findBlock(block, anchor.pyramid, now, all)),
    [likely],
  );
  const least = Math.max(MIN_INLIERS, MIN_AGREEMENT * anchor.blocks.length);
  return fit.inliers >= least ? fit : undefined;
}

function placesOf(
  { blocks, pyramid: { full } }: Anchor,
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
