import { type Brightness, BrightnessLog, isBlank } from './contrast-log.ts';
import { bestCorrelation, correlationInReach, type Structure, structureOf } from './correlation.ts';
import type { LumaGrid } from './luma-grid.ts';

/**
 * Frames of one shot that were measured (hand-held, passing cars, animation, whip pans) are alike to
 * 0.6 and more, frames of different shots to less than 0.4.
 */
const ALIKE = 0.5;

/** Mean change of a cell, as a share of the contrast, that is too little for another picture. */
const MIN_CHANGE = 0.3;
/** In levels of luma: less is noise, whatever the contrast. */
const MIN_CHANGE_LEVELS = 1.5;

/** In levels of luma: what the mean may change by before the pictures are compared all the same. */
const MAX_LIGHT_STEP = 40;

/** In s: how long a flash may blind the camera; photo flashes and their glare take 0.1 to 0.3 s. */
const LONGEST_FLASH_SECONDS = 0.4;
/** In levels of luma: what a flash brightens, or a lens that is covered darkens, at least. */
const FLASH_STEP = 12;
/** In frames: a picture that is back after so few was disturbed, not cut, however bright. */
const GLITCH_FRAMES = 2;

/** In frames to either side: what is usual around a cut. */
const NEIGHBOURS = 6;
const MAX_SHARE_OF_USUAL = 0.6;

/** As many breaks in a row, in frames, are an unstable picture and no cuts. */
const UNSTABLE_RUN = 3;

/** A frame, and its structure when that was asked for. */
type Seen = { grid: LumaGrid; structure?: Structure };

/** Two neighbouring frames that have nothing in common. */
type Break = {
  /** Number of the frame after it. */
  index: number;
  seconds: number;
  before: LumaGrid;
  structure: Structure;
  /** Of the frame after it, in levels of luma. */
  meanAfter: number;
  /** Whether the picture from before came back. */
  undone: boolean;
};

/**
 * Finds hard cuts, exact to the frame: where two neighbouring frames are unlike each other however
 * they are shifted, unless the picture is back within a flash's time.
 */
export class CutDetector {
  readonly #brightness = new BrightnessLog();
  readonly #breaks: Break[] = [];
  /** Correlation of each frame to the one before; 1 where too little changed to ask. */
  readonly #correlation: number[] = [];
  #open: Break[] = [];
  #last: Seen | undefined;

  /**
   * @returns whether this frame has nothing in common with the one before, though that one had with
   *   its own: in an unstable stretch only the first of many
   */
  add(grid: LumaGrid): boolean {
    const { seconds, mean } = grid;
    const index = this.#brightness.frames.length;
    this.#brightness.add(grid);
    this.#correlation.push(1);
    const before = this.#last;
    const now: Seen = { grid };
    this.#last = now;
    if (!before) {
      return false;
    }
    this.#open = this.#open.filter((open) => seconds - open.seconds <= LONGEST_FLASH_SECONDS);
    for (const open of this.#open) {
      if (this.#undoes(open, now, index)) {
        open.undone = true;
      }
    }
    const returned = this.#open.some(({ undone }) => undone);
    if (returned) {
      // What broke since belongs to the same disturbance.
      const since = this.#open.find(({ undone }) => undone)?.index ?? index;
      for (const open of this.#open) {
        open.undone ||= open.index >= since;
      }
      this.#open = [];
      return false;
    }
    const { correlation, isBreak } = compare(before, now);
    this.#correlation[index] = correlation;
    if (!isBreak) {
      return false;
    }
    const isUnstable = this.#breaks.at(-1)?.index === index - 1;
    const found: Break = {
      index,
      seconds,
      before: before.grid,
      structure: structured(before),
      meanAfter: mean,
      undone: false,
    };
    this.#breaks.push(found);
    this.#open.push(found);
    return !isUnstable;
  }

  /** Whether a frame has nothing in common with the last one. Changes nothing. */
  isBreak(grid: LumaGrid): boolean {
    return this.#last !== undefined && compare(this.#last, { grid }).isBreak;
  }

  /** Whether a flash may follow, or a picture fades: there each frame counts. */
  isUnstable(seconds: number): boolean {
    const broke = this.#breaks.at(-1)?.seconds ?? Number.NEGATIVE_INFINITY;
    return this.#brightness.isFading() || seconds - broke <= LONGEST_FLASH_SECONDS;
  }

  /** Of each frame so far, in the order of time. */
  get brightness(): readonly Brightness[] {
    return this.#brightness.frames;
  }

  #undoes(open: Break, now: Seen, index: number): boolean {
    const isFlash = Math.abs(open.meanAfter - open.before.mean) >= FLASH_STEP;
    if (!isFlash && index - open.index > GLITCH_FRAMES) {
      return false;
    }
    if (isBlank(open.before)) {
      return false;
    }
    if (!changed(open.before, now.grid)) {
      return true;
    }
    return bestCorrelation(open.structure, structured(now)) >= ALIKE;
  }

  /** Times of the first frames after each cut, in s. */
  cuts(): number[] {
    const stood = this.#breaks.filter(({ undone }) => !undone);
    const indices = new Set(stood.map(({ index }) => index));
    return stood
      .filter(({ index }) => !isUnstableAt(indices, index))
      .filter(({ index }) => this.#standsOut(index) && !this.#brightness.isFadeBefore(index))
      .map(({ seconds }) => seconds);
  }

  /** Where all frames are unlike each other (grass in the wind), a cut is more so. */
  #standsOut(index: number): boolean {
    const from = Math.max(1, index - NEIGHBOURS);
    const around = this.#correlation.slice(from, index + NEIGHBOURS + 1).toSorted((a, b) => a - b);
    const usual = around[around.length >> 1] ?? 1;
    return (this.#correlation[index] ?? 1) < usual * MAX_SHARE_OF_USUAL;
  }
}

/** How alike two frames are, 1 where too little has changed to ask, and whether they have nothing in common. */
function compare(before: Seen, now: Seen): { correlation: number; isBreak: boolean } {
  if (!changed(before.grid, now.grid)) {
    return { correlation: 1, isBreak: false };
  }
  const [one, other] = [structured(before), structured(now)];
  const correlation = bestCorrelation(one, other);
  // In dim pictures with little structure, shake alone leaves less than `ALIKE`.
  return { correlation, isBreak: correlation < ALIKE * correlationInReach(one, other) };
}

function structured(seen: Seen): Structure {
  seen.structure ??= structureOf(seen.grid);
  return seen.structure;
}

/** Whether more has changed than the light. */
function changed(before: LumaGrid, now: LumaGrid): boolean {
  const lighter = now.mean - before.mean;
  if (Math.abs(lighter) >= MAX_LIGHT_STEP) {
    return true;
  }
  const contrast = (before.contrast + now.contrast) / 2;
  const least = Math.max(MIN_CHANGE_LEVELS, MIN_CHANGE * contrast) * now.cells.length;
  let change = 0;
  for (let i = 0; i < now.cells.length && change < least; i++) {
    change += Math.abs((now.cells[i] as number) - (before.cells[i] as number) - lighter);
  }
  return change >= least;
}

function isUnstableAt(breaks: ReadonlySet<number>, index: number): boolean {
  let first = index;
  while (breaks.has(first - 1)) {
    first--;
  }
  let last = index;
  while (breaks.has(last + 1)) {
    last++;
  }
  return last - first + 1 >= UNSTABLE_RUN;
}
