import { BLOCK_SIDE, type Block } from './blocks.ts';
import type { Gray, Pyramid } from './pyramid.ts';

/** In px of the analysis picture; content that moves right and down has positive numbers. */
export type Shift = { x: number; y: number };

/** In px of the half-size picture: how far around the best guess a block is looked for. */
const SEARCH = 2;

/** Steps of one px at full size, after which the half-size result was plainly wrong. */
const STEPS = 2;

/**
 * Mean squared difference above which a block counts as not found: 20 levels of 255, more than
 * noise and compression change, less than another piece of picture does.
 */
const MAX_MEAN_SQUARE = 20 ** 2;

/**
 * Where a block of `from` is in `to`: coarse-to-fine block matching around some guesses by the sum
 * of squared differences, to a fraction of a pixel by a parabola through the minimum.
 *
 * @param offset how much brighter `to` is as a whole: flicker must not look like motion
 */
export function findBlock(
  block: Block,
  from: Pyramid,
  to: Pyramid,
  guesses: readonly Shift[],
  offset: number,
): Shift | undefined {
  const half = new Search(from.half, to.half, block.x / 2, block.y / 2, BLOCK_SIDE / 2, offset);
  for (const { x, y } of guesses) {
    half.try(Math.round(x / 2), Math.round(y / 2));
  }
  half.searchAround(SEARCH);
  const start = half.vertex();
  const full = new Search(from.full, to.full, block.x, block.y, BLOCK_SIDE, offset);
  full.try(Math.round(2 * start.x), Math.round(2 * start.y));
  full.descend(STEPS);
  return full.least <= MAX_MEAN_SQUARE * BLOCK_SIDE ** 2 ? full.vertex() : undefined;
}

/** In px: half a pixel either way, and as much again for what one guess for all leaves open. */
const NEAR = 1;

/**
 * Where a block is when it is just where it is thought to be, to a pixel; nothing when it is not
 * there. Costs a tenth of looking for it.
 */
export function confirmBlock(
  block: Block,
  from: Pyramid,
  to: Pyramid,
  guess: Shift,
  offset: number,
): Shift | undefined {
  const search = new Search(from.full, to.full, block.x, block.y, BLOCK_SIDE, offset);
  search.try(Math.round(guess.x), Math.round(guess.y));
  if (search.least > MAX_MEAN_SQUARE * BLOCK_SIDE ** 2) {
    return undefined;
  }
  search.descend(1);
  const found = search.vertex();
  return Math.hypot(found.x - guess.x, found.y - guess.y) <= NEAR ? found : undefined;
}

/** Looks for one block at one size of the picture, and remembers the best place so far. */
class Search {
  least = Number.POSITIVE_INFINITY;
  #x = 0;
  #y = 0;
  readonly #from: Uint8Array;
  readonly #to: Uint8Array;
  readonly #width: number;
  readonly #height: number;
  readonly #left: number;
  readonly #top: number;
  readonly #side: number;
  readonly #offset: number;

  constructor(from: Gray, to: Gray, left: number, top: number, side: number, offset: number) {
    this.#from = from.luma;
    this.#to = to.luma;
    this.#width = from.width;
    this.#height = from.height;
    this.#left = left;
    this.#top = top;
    this.#side = side;
    this.#offset = offset;
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

  /** The best place to a fraction of a pixel. */
  vertex(): Shift {
    const [x, y] = [this.#x, this.#y];
    return {
      x: x + vertex(this.#cost(x - 1, y), this.least, this.#cost(x + 1, y)),
      y: y + vertex(this.#cost(x, y - 1), this.least, this.#cost(x, y + 1)),
    };
  }

  /** Sum of squared differences; gives up early beyond `limit`, infinite outside the picture. */
  #cost(dx: number, dy: number, limit = Number.POSITIVE_INFINITY): number {
    const width = this.#width;
    const side = this.#side;
    const left = this.#left + dx;
    const top = this.#top + dy;
    if (left < 0 || top < 0 || left + side > width || top + side > this.#height) {
      return Number.POSITIVE_INFINITY;
    }
    const from = this.#from;
    const to = this.#to;
    const offset = this.#offset;
    let sum = 0;
    for (let row = 0; row < side && sum < limit; row++) {
      let i = (this.#top + row) * width + this.#left;
      let j = (top + row) * width + left;
      for (const end = i + side; i < end; i++, j++) {
        const difference = (to[j] as number) - (from[i] as number) - offset;
        sum += difference * difference;
      }
    }
    return sum;
  }
}

/** Where the parabola through three costs at -1, 0 and 1 is least. */
function vertex(before: number, least: number, after: number): number {
  const offset = (before - after) / (2 * (before + after - 2 * least));
  return Number.isFinite(offset) ? Math.max(-0.5, Math.min(0.5, offset)) : 0;
}
