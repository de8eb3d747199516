import type { LumaFrame } from '../measurements.ts';
import { texturedBlocks } from './blocks.ts';
import { findMotion, MIN_INLIERS, type Picture } from './motion.ts';
import type { PathPoint } from './path.ts';
import { type Pyramid, pyramid } from './pyramid.ts';
import { type Absence, correct, RestPosition } from './rest-position.ts';
import { type Fit, IDENTITY, type SimilarityTransform } from './similarity-transform.ts';
import { AT_REST, isResting, steadyPart, velocityBetween } from './velocity.ts';

const WHITE = 255;

/**
 * An anchor is left behind when the picture has moved by this share of its width, grown by this
 * share, or after this many s. Until then frames are compared with the anchor, not with the frame
 * before: so errors of a fraction of a pixel do not add up from frame to frame.
 */
const ANCHOR_SHIFT = 0.06;
const ANCHOR_GROWTH = 0.03;
const ANCHOR_SECONDS = 1;

type Seen = { seconds: number; mean: number; pyramid: Pyramid; point: PathPoint };
type Anchor = Seen & Picture;

/** Follows the camera from frame to frame. */
export class CameraTrack {
  readonly #path: PathPoint[] = [];
  readonly #absences: Absence[] = [];
  #anchor: Anchor | undefined;
  #last: Seen | undefined;
  #restPosition: RestPosition | undefined;
  /** Motion from the anchor to the last frame, and how much of it came with that frame. */
  #motion: SimilarityTransform = IDENTITY;
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

  /** From here on another place may be seen. The rest position stays: it may have been an object that passes. */
  cut(): void {
    this.#anchor = undefined;
    this.#last = undefined;
    this.#velocity = AT_REST;
  }

  /** @param meanLuma of the frame: 0 is black, 1 is white */
  add(frame: LumaFrame, meanLuma: number): void {
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
    const isBack = this.#checkRestPosition(this.#last, fit !== undefined);
    if (
      isBack ||
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
    const likely: SimilarityTransform = {
      ...this.#motion,
      shiftX: this.#motion.shiftX + x,
      shiftY: this.#motion.shiftY + y,
      growth: this.#motion.growth + growth,
    };
    const offset = Math.round(mean - anchor.mean);
    const fit = findMotion(anchor, now, likely, offset);
    if (fit) {
      this.#velocityBefore = this.#velocity;
      this.#velocity = velocityBetween(this.#motion, fit.similarity);
      this.#motion = fit.similarity;
    }
    return fit;
  }

  /** The camera may be where it was, and what seemed to move it an object that passes. */
  #checkRestPosition(seen: Seen, wasFollowed: boolean): boolean {
    const index = this.#path.length - 1;
    this.#restPosition ??= new RestPosition(seen, index);
    const isMoving = wasFollowed && !isResting(this.#velocity);
    const found = this.#restPosition.check(seen, isMoving);
    if (found === 'back') {
      const absence = this.#restPosition.comeBack(index);
      this.#absences.push(absence);
      correct(this.#path, { ...absence, from: index });
      this.#velocity = AT_REST;
    } else if (found === 'near') {
      this.#restPosition.stay(index);
    } else if (this.#restPosition.hasMoved(seen.seconds, isMoving)) {
      this.#restPosition = new RestPosition(seen, index);
    }
    return found === 'back';
  }
}

function outlived(
  anchor: Seen,
  now: PathPoint,
  { shiftX, shiftY, growth }: SimilarityTransform,
  width: number,
): boolean {
  return (
    Math.hypot(shiftX, shiftY) > ANCHOR_SHIFT * width ||
    Math.abs(growth) > ANCHOR_GROWTH ||
    now.seconds - anchor.seconds >= ANCHOR_SECONDS
  );
}
