import type { Range } from '../../record/schema.ts';
import { type PartOfPicture, WHOLE_PICTURE } from '../active-picture/part.ts';
import { boundariesIn } from './boundaries.ts';
import type { Boundary } from './boundary.ts';
import { cellsOf } from './cells.ts';
import { type Brightness, isFading } from './contrast-log.ts';
import { type Fade, fadesOf } from './fades.ts';
import {
  type Comparison,
  compare,
  comparedInOrder,
  isBreak,
  LONGEST_FLASH_SECONDS,
  UNCHANGED,
} from './hard-cuts.ts';
import type { LumaGrid } from './luma-grid.ts';
import { SceneFrame } from './scene-frame.ts';
import { shotsOf } from './shots.ts';

/**
 * In frames: so many are kept, about 20 KB each, to be looked at together. Longer clips are taken in parts that
 * overlap by `OVERLAP_SECONDS`, the longest boundary and what is needed around it.
 */
const KEPT_FRAMES = 1500;
const OVERLAP_SECONDS = 6;

/** What all frames together show. */
export type FoundShots = {
  /** In the order of time. */
  boundaries: readonly Boundary[];
  fades: readonly Fade[];
  /** Of each frame, in the order of time. */
  brightness: readonly Brightness[];
  /** In s: one of each boundary. */
  moments: number[];
  /** Of a clip that ends at `durationSeconds`. */
  shots: (durationSeconds: number) => Range[];
};

/** A frame, and how it looked while the picture was taken to be a part. */
type Kept = { grid: LumaGrid; part: PartOfPicture; seen: SceneFrame; comparison: Comparison };

/** In s: what the latest frames tell about what comes. */
const RECENT_SECONDS = 0.5;
const MOST_RECENT = 150;

/**
 * Finds the boundaries between shots. Frames are kept until it is known which part of the picture is worth
 * comparing, and what comes after a change.
 */
export class ShotFinder {
  #frames: Kept[] = [];
  #part = WHOLE_PICTURE;
  #last: SceneFrame | undefined;
  #lastBreak = Number.NEGATIVE_INFINITY;
  #wasBreak = false;
  #recent: Brightness[] = [];
  readonly #boundaries: Boundary[] = [];
  readonly #brightness: Brightness[] = [];
  /** In s: what is before is decided. */
  #decided = Number.NEGATIVE_INFINITY;

  /**
   * Takes every frame, in the order of time.
   * @param part of the picture that is worth comparing, as far as is known
   * @returns whether this frame has nothing in common with the one before, though that one had with
   *   its own: in an unstable stretch only the first of many
   */
  add(grid: LumaGrid, part: PartOfPicture): boolean {
    if (part !== this.#part) {
      this.#part = part;
      const last = this.#frames.at(-1);
      this.#last = last && this.#seen(last.grid);
    }
    const seen = this.#seen(grid);
    const comparison = this.#last ? compare(this.#last, seen) : UNCHANGED;
    const broke = isBreak(comparison);
    const isFirst = broke && !this.#wasBreak;
    if (broke) {
      this.#lastBreak = grid.seconds;
    }
    this.#wasBreak = broke;
    this.#last = seen;
    this.#frames.push({ grid, part, seen, comparison });
    this.#recent = this.#recent
      .slice(-MOST_RECENT)
      .filter(({ seconds }) => grid.seconds - seconds < RECENT_SECONDS);
    this.#recent.push({ seconds: seen.seconds, mean: seen.mean, contrast: seen.contrast });
    if (this.#frames.length >= KEPT_FRAMES) {
      this.#decide(part, false);
    }
    return isFirst;
  }

  /** Of the last frame, in levels of luma. */
  get contrast(): number {
    return this.#recent.at(-1)?.contrast ?? Number.POSITIVE_INFINITY;
  }

  /** Whether a frame has nothing in common with the last one. Changes nothing. */
  isBreak(grid: LumaGrid): boolean {
    return this.#last !== undefined && isBreak(compare(this.#last, this.#seen(grid)));
  }

  /** Whether a flash may follow, or a picture fades: there each frame counts. */
  isUnstable(seconds: number): boolean {
    return isFading(this.#recent) || seconds - this.#lastBreak <= LONGEST_FLASH_SECONDS;
  }

  /** @param part of the picture that is worth comparing */
  finish(part: PartOfPicture): FoundShots {
    this.#decide(part, true);
    const [boundaries, brightness] = [this.#boundaries, this.#brightness];
    const cuts = boundaries.filter(({ kind }) => kind === 'cut').map(({ start }) => start);
    const fades = fadesOf(brightness, cuts);
    return {
      boundaries,
      fades,
      brightness,
      moments: boundaries.map(({ start, end }) => (start + end) / 2),
      shots: (durationSeconds) => shotsOf(boundaries, fades, brightness, durationSeconds),
    };
  }

  #seen(grid: LumaGrid): SceneFrame {
    return new SceneFrame(grid, cellsOf(this.#part, grid));
  }

  #decide(part: PartOfPicture, isAll: boolean): void {
    const isKnown = this.#frames.every((kept) => kept.part === part);
    const frames = isKnown
      ? this.#frames.map(({ seen }) => seen)
      : this.#frames.map(({ grid }) => new SceneFrame(grid, cellsOf(part, grid)));
    const comparisons = isKnown
      ? this.#frames.map(({ comparison }) => comparison)
      : comparedInOrder(frames);
    const last = frames.at(-1)?.seconds ?? 0;
    const middle = frames[frames.length >> 1]?.seconds ?? 0;
    const until = isAll ? Number.POSITIVE_INFINITY : Math.max(middle, last - OVERLAP_SECONDS);
    const isNew = (seconds: number) => seconds > this.#decided && seconds <= until;
    const { boundaries, brightness } = boundariesIn(frames, comparisons);
    this.#boundaries.push(...boundaries.filter(({ end }) => isNew(end)));
    this.#brightness.push(...brightness.filter(({ seconds }) => isNew(seconds)));
    this.#decided = until;
    // Half of them at least, also when a file claims so many frames for a moment that they are all within the overlap.
    this.#frames = this.#frames.slice(this.#frames.length >> 1);
  }
}
