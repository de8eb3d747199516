import { confirmBlock } from './block-match.ts';
import { type Block, texturedBlocks } from './blocks.ts';
import type { PathPoint } from './path.ts';
import type { Pyramid } from './pyramid.ts';

/** In % of the frame's width: a track that has gone further has left, if it is right. */
const AWAY_PERCENT = 2;
/** In natural logarithm of growth. */
const AWAY_GROWTH = 0.03;

/** Share of the blocks that must be back where they were, and at least how many. */
const BACK_SHARE = 0.25;
const MIN_BACK = 4;

/** In px: to a fraction of a pixel, or the middle of a slow zoom would count. */
const IN_PLACE_PX = 0.5;

/** In s: a camera that has rested for so long in another place has a new rest position. */
const NEW_POSITION_SECONDS = 1;

type Seen = { pyramid: Pyramid; point: PathPoint };

/**
 * A place where the camera rested. An object that fills the frame while it passes looks just like a
 * pan. But when it has gone and the old picture is back in its old place, although the track says
 * that the camera is somewhere else, then the camera has never left.
 */
export class RestPosition {
  readonly point: PathPoint;
  readonly #seen: Seen;
  /** Found when they are needed: most cameras never come back. */
  #blocks: Block[] | undefined;
  /** Index of the last point of the path at which the camera was here for sure. */
  #lastIndex: number;
  #elsewhereSince: number | undefined;
  /** How many times in a row the picture was here. */
  #inPlace = 0;

  constructor(seen: Seen, index: number) {
    this.#seen = seen;
    this.point = seen.point;
    this.#lastIndex = index;
  }

  /** The camera is here for sure. */
  stay(index: number): void {
    this.#lastIndex = index;
    this.#elsewhereSince = undefined;
  }

  /** @param isMoving whether the track says so */
  hasMoved(seconds: number, isMoving: boolean): boolean {
    if (isMoving) {
      this.#elsewhereSince = undefined;
      return false;
    }
    this.#elsewhereSince ??= seconds;
    return seconds - this.#elsewhereSince >= NEW_POSITION_SECONDS;
  }

  /**
   * - `near`: the track does not say that the camera has left.
   * - `back`: it does, and yet the picture is in its old place. While the track goes on moving, it must
   *   be there twice in a row: a fence that passes looks the same at every post, but not in between.
   * - `gone`: the picture is not here.
   */
  check({ pyramid, point }: Seen, isMoving: boolean): 'near' | 'back' | 'gone' {
    if (point.link === 'followed' && !isAway(this.point, point)) {
      return 'near';
    }
    this.#inPlace = this.#isInPlace(pyramid) ? this.#inPlace + 1 : 0;
    return this.#inPlace >= (isMoving ? 2 : 1) ? 'back' : 'gone';
  }

  #isInPlace(pyramid: Pyramid): boolean {
    this.#blocks ??= texturedBlocks(this.#seen.pyramid.full);
    const here = { x: 0, y: 0 };
    const inPlace = this.#blocks.filter((block) => {
      const shift = confirmBlock(block, this.#seen.pyramid, pyramid, here);
      return shift && Math.hypot(shift.x, shift.y) <= IN_PLACE_PX;
    }).length;
    return inPlace >= Math.max(MIN_BACK, BACK_SHARE * this.#blocks.length);
  }

  /** The camera is back, at the point of the path with this index. */
  comeBack(index: number): Absence {
    const absence = { from: this.#lastIndex + 1, to: index, at: this.point };
    this.stay(index);
    return absence;
  }
}

/** A part of a path, by index, during which the camera only seemed to be away from a place. */
export type Absence = { from: number; to: number; at: PathPoint };

/** The camera was there all the time. */
export function correct(path: readonly PathPoint[], { from, to, at }: Absence): void {
  for (const point of path.slice(from, to + 1)) {
    Object.assign(point, { x: at.x, y: at.y, growth: at.growth, link: 'followed' });
  }
}

function isAway(rest: PathPoint, point: PathPoint): boolean {
  return (
    Math.hypot(point.x - rest.x, point.y - rest.y) > AWAY_PERCENT ||
    Math.abs(point.growth - rest.growth) > AWAY_GROWTH
  );
}
