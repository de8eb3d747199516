import { type Block, texturedBlocks } from './blocks.ts';
import { confirmBlock } from './match.ts';
import type { PathPoint } from './path.ts';
import type { Pyramid } from './pyramid.ts';

/** In % of the frame's width: a track that has gone further has left, if it is right. */
const AWAY_PERCENT = 2;
/** In natural logarithm of growth. */
const AWAY_GROWTH = 0.03;

/** Share of the blocks that must be back where they were, and at least how many. */
const BACK_SHARE = 0.3;
const MIN_BACK = 6;

/** In px: to a fraction of a pixel, or the middle of a slow zoom would count. */
const IN_PLACE_PX = 0.5;

/** In s: a camera that has rested for so long in another place is at home there. */
const NEW_HOME_SECONDS = 1;

type Seen = { seconds: number; mean: number; pyramid: Pyramid; point: PathPoint };

/**
 * A place where the camera rested. An object that fills the frame while it passes looks just like a
 * pan. But when it has gone and the old picture is back in its old place, although the track says
 * that the camera is somewhere else, then the camera has never left.
 */
export class Home {
  readonly point: PathPoint;
  readonly #seen: Seen;
  /** Found when they are needed: most cameras never come back. */
  #blocks: Block[] | undefined;
  /** Index of the last point of the path at which the camera was here for sure. */
  #lastIndex: number;
  #elsewhereSince: number | undefined;

  constructor(seen: Seen, index: number) {
    this.#seen = seen;
    this.point = seen.point;
    this.#lastIndex = index;
  }

  stay(index: number): void {
    this.#lastIndex = index;
    this.#elsewhereSince = undefined;
  }

  /** The camera moves. */
  stir(): void {
    this.#elsewhereSince = undefined;
  }

  hasRestedElsewhere(seconds: number): boolean {
    this.#elsewhereSince ??= seconds;
    return seconds - this.#elsewhereSince >= NEW_HOME_SECONDS;
  }

  /** Whether the picture is in its old place although the track has left it. */
  isBack({ mean, pyramid, point }: Seen): boolean {
    if (point.link === 'followed' && !isAway(this.point, point)) {
      return false;
    }
    this.#blocks ??= texturedBlocks(this.#seen.pyramid.full);
    const offset = Math.round(mean - this.#seen.mean);
    const here = { x: 0, y: 0 };
    const back = this.#blocks.filter((block) => {
      const shift = confirmBlock(block, this.#seen.pyramid, pyramid, here, offset);
      return shift && Math.hypot(shift.x, shift.y) <= IN_PLACE_PX;
    }).length;
    return back >= Math.max(MIN_BACK, BACK_SHARE * this.#blocks.length);
  }

  /** The camera was here all the time. */
  rewrite(path: PathPoint[]): void {
    const { x, y, growth } = this.point;
    for (const point of path.slice(this.#lastIndex + 1)) {
      Object.assign(point, { x, y, growth, link: 'followed' });
    }
    this.stay(path.length - 1);
  }
}

export function isAway(home: PathPoint, point: PathPoint): boolean {
  return (
    Math.hypot(point.x - home.x, point.y - home.y) > AWAY_PERCENT ||
    Math.abs(point.growth - home.growth) > AWAY_GROWTH
  );
}
