import { confirmBlock, findBlock, type Shift } from './block-match.ts';
import { BLOCK_SIDE, type Block, type TexturedBlock, texturedBlocks } from './blocks.ts';
import { globalShifts } from './global-search.ts';
import type { Pyramid } from './pyramid.ts';
import { leastSquares } from './similarity-transform.ts';

/** With fewer blocks, chance would have a say. */
export const MIN_BLOCKS = 4;

/** Below this share of the blocks the picture is lost. */
const MIN_SHARE = 0.25;

/** With so many blocks where they were expected, nobody has to look at the whole picture. */
const ENOUGH = 0.5;

/** In a pattern that repeats, the nearest place is believed unless so many times more blocks fit another. */
const PLAINLY_MORE = 1.2;

/** In px: how far a block may be from one whose motion it is given. */
const NEIGHBOUR_PX = 1.5 * BLOCK_SIDE;

/** Where each block is in one frame, in px from where it began; `undefined` when it is not seen. */
export type Shifts = readonly (Shift | undefined)[];

/** How blocks moved when a window ended, for the first guesses of the next. */
export type Velocities = readonly { x: number; y: number; velocity: Shift }[];

/**
 * Follows the blocks of one picture through the frames after it. A block is expected where its own
 * motion, or that of its neighbours, would have it (candidates from space and time, as in the 3-D
 * recursive search of de Haan et al. 1993), else where the picture as a whole went.
 */
export class BlockTracks {
  readonly blocks: readonly TexturedBlock[];
  readonly frames: Shifts[] = [];
  readonly #anchor: Pyramid;
  /** What is expected from one frame to the next. */
  readonly #velocities: (Shift | undefined)[];
  #steps: (Shift | undefined)[];

  constructor(anchor: Pyramid, known: Velocities, shown?: Uint8Array) {
    this.#anchor = anchor;
    this.blocks = texturedBlocks(anchor.full, shown);
    this.#velocities = this.blocks.map((block) => nearest(block, known)?.velocity);
    this.#steps = [...this.#velocities];
  }

  /**
   * @param offset by how many levels of luma the frame is lighter
   * @returns whether enough blocks were seen; when not, the frame is not added
   */
  add(now: Pyramid, offset: number): boolean {
    const expected = this.#expected();
    const seen = this.blocks.map((block, i) => this.#confirm(block, now, expected[i] as Shift));
    if (count(seen) < ENOUGH * this.blocks.length) {
      this.#searchWhole(seen, expected, now, offset);
    } else {
      this.#askNeighbours(seen, now);
    }
    if (count(seen) < Math.max(MIN_BLOCKS, MIN_SHARE * this.blocks.length)) {
      return false;
    }
    this.#remember(seen);
    return true;
  }

  /** Where the blocks are that are still seen, and how they move. */
  velocities(): Velocities {
    return this.blocks.flatMap((block, i) => {
      const [shift, velocity] = [this.frames.at(-1)?.[i], this.#velocities[i]];
      return shift && velocity ? [{ x: block.x + shift.x, y: block.y + shift.y, velocity }] : [];
    });
  }

  /** Share of the blocks that are still seen, of those that were at first. */
  get remaining(): number {
    const [first, last] = [this.frames[0], this.frames.at(-1)];
    return first && last ? count(last) / count(first) : 1;
  }

  /** Share of all blocks that are seen. */
  get seen(): number {
    return count(this.frames.at(-1) ?? []) / this.blocks.length;
  }

  /** By how much the picture has grown; blocks are found again while that is little. */
  get growth(): number {
    const last = this.frames.at(-1) ?? [];
    const places = this.blocks.flatMap(({ x, y }, i) => {
      const shift = last[i];
      return shift ? [{ x, y, dx: shift.x, dy: shift.y }] : [];
    });
    return leastSquares(places).growth;
  }

  #expected(): Shift[] {
    const last = this.frames.at(-1);
    const own = this.blocks.map((_, i) => {
      const shift = last ? last[i] : { x: 0, y: 0 };
      const velocity = this.#velocities[i];
      return shift && velocity ? { x: shift.x + velocity.x, y: shift.y + velocity.y } : shift;
    });
    return own.map((shift, i) => shift ?? this.#neighbour(i, own) ?? { x: 0, y: 0 });
  }

  /** Of the blocks beside this one that have a motion, that of the nearest. */
  #neighbour(i: number, shifts: Shifts, reach = Number.POSITIVE_INFINITY): Shift | undefined {
    const { x, y } = this.blocks[i] as Block;
    let [best, least]: [Shift | undefined, number] = [undefined, reach];
    for (const [j, shift] of shifts.entries()) {
      const other = this.blocks[j] as Block;
      const distance = Math.hypot(other.x - x, other.y - y);
      if (shift && j !== i && distance < least) {
        [best, least] = [shift, distance];
      }
    }
    return best;
  }

  #confirm(block: TexturedBlock, now: Pyramid, guess: Shift): Shift | undefined {
    return confirmBlock(block, this.#anchor, now, guess);
  }

  #askNeighbours(seen: (Shift | undefined)[], now: Pyramid): void {
    for (const [i, block] of this.blocks.entries()) {
      const guess = seen[i] ? undefined : this.#neighbour(i, seen, NEIGHBOUR_PX);
      if (guess) {
        seen[i] = this.#confirm(block, now, guess);
      }
    }
  }

  #searchWhole(
    seen: (Shift | undefined)[],
    expected: readonly Shift[],
    now: Pyramid,
    offset: number,
  ): void {
    const middle = mean(expected);
    const places = globalShifts(this.#anchor, now, middle, offset);
    let best = [...seen];
    for (const { x, y } of places) {
      const found = this.blocks.map((block, i) => {
        const guess = expected[i] as Shift;
        return this.#confirm(block, now, {
          x: guess.x + x - middle.x,
          y: guess.y + y - middle.y,
        });
      });
      if (count(found) > PLAINLY_MORE * count(best)) {
        best = found;
      }
    }
    const isEnough = count(best) >= ENOUGH * this.blocks.length;
    for (const [i, block] of this.blocks.entries()) {
      const guesses = [{ x: 0, y: 0 }, expected[i] as Shift, ...places];
      seen[i] = best[i] ?? seen[i];
      if (!isEnough) {
        seen[i] ??= findBlock(block, this.#anchor, now, guesses);
      }
    }
  }

  #remember(seen: Shifts): void {
    const last = this.frames.at(-1);
    const steps = seen.map((shift, i) => {
      const before = last ? last[i] : { x: 0, y: 0 };
      return shift && before ? { x: shift.x - before.x, y: shift.y - before.y } : undefined;
    });
    for (const [i, step] of steps.entries()) {
      const before = this.#steps[i];
      this.#velocities[i] = step && before ? common(before, step) : step;
    }
    this.#steps = steps;
    this.frames.push(seen);
  }
}

function count(shifts: Shifts): number {
  let n = 0;
  for (const shift of shifts) {
    n += shift ? 1 : 0;
  }
  return n;
}

function mean(shifts: readonly Shift[]): Shift {
  const n = Math.max(1, shifts.length);
  return {
    x: shifts.reduce((sum, { x }) => sum + x, 0) / n,
    y: shifts.reduce((sum, { y }) => sum + y, 0) / n,
  };
}

function nearest({ x, y }: Block, known: Velocities): Velocities[number] | undefined {
  let [best, least]: [Velocities[number] | undefined, number] = [
    undefined,
    Number.POSITIVE_INFINITY,
  ];
  for (const one of known) {
    const distance = Math.hypot(one.x - x, one.y - y);
    if (distance < least) {
      [best, least] = [one, distance];
    }
  }
  return best;
}

/** What two steps have in common: a pan goes on, a shake turns back (minmod, Roe 1986). */
function common(one: Shift, other: Shift): Shift {
  const part = (a: number, b: number): number =>
    a * b <= 0 ? 0 : Math.sign(a) * Math.min(Math.abs(a), Math.abs(b));
  return { x: part(one.x, other.x), y: part(one.y, other.y) };
}
