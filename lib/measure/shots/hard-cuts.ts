import { changed, changedShare } from './change.ts';
import { isBlank } from './contrast-log.ts';
import { bestCorrelation, correlationAt, correlationInReach } from './correlation.ts';
import { histogramDistance } from './histogram.ts';
import type { SceneFrame } from './scene-frame.ts';

/**
 * Frames of one shot that were measured (hand-held, passing cars, animation, whip pans) are alike to
 * 0.6 and more, frames of different shots to less than 0.4.
 */
export const ALIKE = 0.5;

/** Share of two pictures' levels that differ when they are different pictures, and how alike those may be. */
const OTHER_COLOURS = 0.35;
const ALIKE_IN_OTHER_COLOURS = 0.66;

/** In s: how long a flash may blind the camera; photo flashes and their glare take 0.1 to 0.3 s. */
export const LONGEST_FLASH_SECONDS = 0.4;
/** In levels of luma: what a flash brightens, or a lens that is covered darkens, at least. */
const FLASH_STEP = 12;
/** In frames: a picture that is back after so few was disturbed, not cut, however bright. */
const GLITCH_FRAMES = 2;
/** A picture that is so much alike in the very same place was only covered. */
const IN_PLACE = 0.75;

/** Another picture differs in so many of its cells. */
const MIN_CHANGED = 0.5;

/** In frames to either side: what is usual around a cut. */
const NEIGHBOURS = 6;
const MAX_SHARE_OF_USUAL = 0.68;

/** As many breaks in a row, in frames, are an unstable picture and no cuts. */
const UNSTABLE_RUN = 3;

/** How a frame compares with the one before. */
export type Comparison = {
  /** 1 where too little has changed to ask. */
  correlation: number;
  /** What is expected at least of frames of one shot. */
  expected: number;
};

/** Of frames that hardly differ. */
export const UNCHANGED: Comparison = { correlation: 1, expected: ALIKE };

export type Cut = { index: number; confidence: number };

export function isBreak({ correlation, expected }: Comparison): boolean {
  return correlation < expected;
}

/** How alike two neighbouring frames are. */
export function compare(before: SceneFrame, now: SceneFrame): Comparison {
  if (!changed(before, now) || changedShare(before, now) < MIN_CHANGED) {
    return UNCHANGED;
  }
  const [one, other] = [before.structure, now.structure];
  const correlation = bestCorrelation(one, other);
  // Chance, or what stands over the picture, may make different pictures somewhat alike; their colours differ then.
  const alike = histogramDistance(before, now) >= OTHER_COLOURS ? ALIKE_IN_OTHER_COLOURS : ALIKE;
  // In dim pictures with little structure, shake alone leaves less than `ALIKE`.
  return { correlation, expected: alike * correlationInReach(one, other) };
}

/** Each frame compared with the one before. */
export function comparedInOrder(frames: readonly SceneFrame[]): Comparison[] {
  return frames.map((frame, i) => {
    const before = frames[i - 1];
    return before ? compare(before, frame) : UNCHANGED;
  });
}

/**
 * Where two neighbouring frames are unlike each other however they are shifted, unless the picture is back within a
 * flash's time, or frames are hardly more alike around.
 */
export function hardCuts(frames: readonly SceneFrame[], comparisons: readonly Comparison[]): Cut[] {
  const breaks = comparisons.flatMap((comparison, i) => (isBreak(comparison) ? [i] : []));
  const undone = new Set<number>();
  for (const index of breaks) {
    const back = undone.has(index) ? undefined : returnAfter(frames, index);
    for (const other of breaks) {
      // What broke in the meantime belongs to the same disturbance.
      if (back !== undefined && other >= index && other <= back) {
        undone.add(other);
      }
    }
  }
  const all = new Set(breaks);
  return breaks
    .filter((index) => !undone.has(index) && runAt(all, index) < UNSTABLE_RUN)
    .flatMap((index) => {
      const { correlation, expected } = comparisons[index] as Comparison;
      const limit = Math.min(expected, MAX_SHARE_OF_USUAL * usualAround(comparisons, index));
      // Nothing in common at all is surest.
      const confidence = 0.5 + 0.5 * Math.min(1, (limit - correlation) / Math.max(0.1, limit));
      return correlation < limit ? [{ index, confidence }] : [];
    });
}

/** The frame at which the picture from before a break is back. */
function returnAfter(frames: readonly SceneFrame[], index: number): number | undefined {
  const [before, after] = [frames[index - 1], frames[index]];
  if (!before || !after || isBlank(before)) {
    return undefined;
  }
  const isFlash = Math.abs(after.mean - before.mean) >= FLASH_STEP;
  for (let i = index + 1; i < frames.length; i++) {
    const frame = frames[i] as SceneFrame;
    if (frame.seconds - after.seconds > LONGEST_FLASH_SECONDS) {
      return undefined;
    }
    if (!changed(before, frame)) {
      return i;
    }
    const isBrief = isFlash || i - index <= GLITCH_FRAMES;
    const correlation = isBrief
      ? bestCorrelation(before.structure, frame.structure)
      : correlationAt(before.structure, frame.structure, 0, 0);
    if (correlation >= (isBrief ? ALIKE : IN_PLACE)) {
      return i;
    }
  }
  return undefined;
}

/** Where all frames are unlike each other (grass in the wind), a cut is more so. */
function usualAround(comparisons: readonly Comparison[], index: number): number {
  const around = comparisons
    .slice(Math.max(1, index - NEIGHBOURS), index + NEIGHBOURS + 1)
    .map(({ correlation }) => correlation)
    .toSorted((a, b) => a - b);
  return around[around.length >> 1] ?? 1;
}

/** How many breaks stand side by side. */
function runAt(breaks: ReadonlySet<number>, index: number): number {
  let first = index;
  while (breaks.has(first - 1)) {
    first--;
  }
  let last = index;
  while (breaks.has(last + 1)) {
    last++;
  }
  return last - first + 1;
}
