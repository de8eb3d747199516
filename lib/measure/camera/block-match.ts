import { BLOCK_SIDE, type TexturedBlock } from './blocks.ts';
import type { Gray, Pyramid } from './pyramid.ts';

/** In px of the analysis picture; content that moves right and down has positive numbers. */
export type Shift = { x: number; y: number };

/** In px of the half-size picture: how far around the best guess a block is looked for. */
const SEARCH = 2;

/** Steps of one px at full size, after which the half-size result was plainly wrong. */
const STEPS = 2;

/**
 * Mean squared difference, light aside, above which a block counts as not found: 20 levels of 255, more than
 * noise and compression change, less than another piece of picture does.
 */
const MAX_MEAN_SQUARE = 20 ** 2;
const GOOD_ENOUGH = MAX_MEAN_SQUARE * BLOCK_SIDE ** 2;

/**
 * And at most this share of the block's own contrast: two pieces that have nothing in common differ by
 * twice that, and by less the fainter they are.
 */
const MAX_OF_CONTRAST = 0.9;

function goodEnough({ contrast }: TexturedBlock): number {
  return Math.min(GOOD_ENOUGH, MAX_OF_CONTRAST * contrast);
}

/**
 * Where a block of `from` is in `to`: coarse-to-fine block matching around some guesses by the sum
 * of squared differences, to a fraction of a pixel by a parabola through the minimum.
 */
export function findBlock(
  block: TexturedBlock,
  from: Pyramid,
  to: Pyramid,
  guesses: readonly Shift[],
): Shift | undefined {
  const half = new Search(from.half, to.half, block.x / 2, block.y / 2, BLOCK_SIDE / 2);
  for (const { x, y } of guesses) {
    half.try(Math.round(x / 2), Math.round(y / 2));
  }
  half.searchAround(SEARCH);
  const start = half.vertex();
  const full = new Search(from.full, to.full, block.x, block.y, BLOCK_SIDE);
  full.try(Math.round(2 * start.x), Math.round(2 * start.y));
  full.descend(STEPS);
  return full.least <= goodEnough(block) ? full.vertex() : undefined;
}

/** In px: how far from the guess a block is confirmed; one guess for all leaves so much open. */
const NEAR = 1.5;

/**
 * Where a block is when it is just where it is thought to be, to a pixel; nothing when it is not
 * there. Costs a tenth of looking for it.
 */
export function confirmBlock(
  block: TexturedBlock,
  from: Pyramid,
  to: Pyramid,
  guess: Shift,
): Shift | undefined {
  const search = new Search(from.full, to.full, block.x, block.y, BLOCK_SIDE);
  const found = search.settle(Math.round(guess.x), Math.round(guess.y), goodEnough(block));
  return found && Math.hypot(found.x - guess.x, found.y - guess.y) <= NEAR ? found : undefined;
}

/**
 * More than any sum of squares can be. Not infinite, so that all costs are small whole numbers, with
 * which V8 computes several times faster.
 */
const OUTSIDE = 2 ** 30 - 1;

/** A px beside the best place, sharp pictures differ by so many times more. */
const OFF_BY_A_PIXEL = 4;

/** Looks for one block at one size of the picture, and remembers the best place so far. */
class Search {
  least = OUTSIDE;
  #x = 0;
  #y = 0;
  readonly #from: Uint8Array;
  readonly #to: Uint8Array;
  readonly #width: number;
  readonly #height: number;
  readonly #left: number;
  readonly #top: number;
  readonly #side: number;

  constructor(from: Gray, to: Gray, left: number, top: number, side: number) {
    this.#from = from.luma;
    this.#to = to.luma;
    this.#width = from.width;
    this.#height = from.height;
    this.#left = left;
    this.#top = top;
    this.#side = side;
  }

  try(x: number, y: number): void {
    const cost = this.#cost(x, y, this.least);
    if (cost < this.least) {
      this.least = cost;
      this.#x = x;
      this.#y = y;
    }
  }

  searchAround(radius: number): void {
    const { x, y } = { x: this.#x, y: this.#y };
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        this.try(x + dx, y + dy);
      }
    }
  }

  /** Goes to the best of the four neighbours until none is better. */
  descend(steps: number): void {
    for (let step = 0; step < steps; step++) {
      const before = this.least;
      const { x, y } = { x: this.#x, y: this.#y };
      this.try(x - 1, y);
      this.try(x + 1, y);
      this.try(x, y - 1);
      this.try(x, y + 1);
      if (this.least === before) {
        return;
      }
    }
  }

  /** The least cost at a place or beside it, to a fraction of a pixel. */
  settle(x: number, y: number, enough: number): Shift | undefined {
    let here = this.#cost(x, y);
    if (here > OFF_BY_A_PIXEL * enough) {
      return undefined;
    }
    let [left, right] = [this.#cost(x - 1, y), this.#cost(x + 1, y)];
    let atX = x;
    if (left < here || right < here) {
      atX = left < right ? x - 1 : x + 1;
      const next = this.#cost(atX + (atX - x), y);
      [left, here, right] = atX < x ? [next, left, here] : [here, right, next];
      if (next < here) {
        return undefined;
      }
    }
    const up = this.#cost(atX, y - 1);
    const down = this.#cost(atX, y + 1);
    if (up >= here && down >= here) {
      if (here > enough) {
        return undefined;
      }
      return { x: atX + vertex(left, here, right), y: y + vertex(up, here, down) };
    }
    const atY = up < down ? y - 1 : y + 1;
    if (Math.min(up, down) > enough) {
      return undefined;
    }
    const next = this.#cost(atX, atY + (atY - y));
    if (next < Math.min(up, down)) {
      return undefined;
    }
    const dy = atY < y ? vertex(next, up, here) : vertex(here, down, next);
    return { x: atX + vertex(left, here, right), y: atY + dy };
  }

  /** The best place to a fraction of a pixel. */
  vertex(): Shift {
    const [x, y] = [this.#x, this.#y];
    return {
      x: x + vertex(this.#cost(x - 1, y), this.least, this.#cost(x + 1, y)),
      y: y + vertex(this.#cost(x, y - 1), this.least, this.#cost(x, y + 1)),
    };
  }

  /**
   * Sum of squared differences less their mean: a block that only became lighter is the same. Gives
   * up early beyond `limit`; `OUTSIDE` when not all of the block is in the picture.
   */
  #cost(dx: number, dy: number, limit = OUTSIDE): number {
    const width = this.#width;
    const side = this.#side;
    const left = this.#left + dx;
    const top = this.#top + dy;
    if (left < 0 || top < 0 || left + side > width || top + side > this.#height) {
      return OUTSIDE;
    }
    const first = this.#top * width + this.#left;
    return squaredDifference(this.#from, this.#to, first, top * width + left, width, side, limit);
  }
}

/** So many px, and so many rows, at a time; the sides of blocks are multiples of it. */
const AT_ONCE = 3;

/** Of two blocks, from their first px on. Loops by themselves in whole numbers: V8 makes them fast. */
function squaredDifference(
  from: Uint8Array,
  to: Uint8Array,
  fromFirst: number,
  toFirst: number,
  width: number,
  side: number,
  limit: number,
): number {
  let [i, j] = [fromFirst, toFirst];
  let sum = 0;
  let squares = 0;
  let spread = 0;
  const gap = width - side;
  for (let row = 1; row <= side; row++) {
    for (const end = i + side; i < end; i += AT_ONCE, j += AT_ONCE) {
      const a = ((to[j] as number) - (from[i] as number)) | 0;
      const b = ((to[j + 1] as number) - (from[i + 1] as number)) | 0;
      const c = ((to[j + 2] as number) - (from[i + 2] as number)) | 0;
      sum = (sum + a + b + c) | 0;
      squares = (squares + Math.imul(a, a) + Math.imul(b, b) + Math.imul(c, c)) | 0;
    }
    i += gap;
    j += gap;
    if (row % AT_ONCE === 0) {
      spread = squares - Math.round((sum * sum) / (row * side));
      if (spread >= limit) {
        return spread;
      }
    }
  }
  return spread;
}

/** Where the parabola through three costs at -1, 0 and 1 is least. */
function vertex(before: number, least: number, after: number): number {
  if (before === OUTSIDE || after === OUTSIDE) {
    return 0;
  }
  const offset = (before - after) / (2 * (before + after - 2 * least));
  return Number.isFinite(offset) ? Math.max(-0.5, Math.min(0.5, offset)) : 0;
}
