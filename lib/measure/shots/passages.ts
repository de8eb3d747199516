import type { Boundary } from './boundary.ts';
import { changed, changedShare } from './change.ts';
import { correlationAt } from './correlation.ts';
import type { SceneFrame } from './scene-frame.ts';

/** In s: how far from the middle of a possible passage the two pictures are that it joins. */
const REACHES = [0.1, 0.2, 0.35, 0.55, 0.8];
/** As a share of the reach: from one middle to the next. */
const STEP = 0.3;

/** Another scene differs in so many of its cells, and is less alike in the same place. */
const MIN_CHANGED = 0.6;
const ALIKE = 0.5;

/** A stretch in which one picture may become another, by the numbers of its frames. */
export type Passage = {
  from: number;
  middle: number;
  to: number;
  pictures: readonly [SceneFrame, SceneFrame, SceneFrame];
};

/** Tells whether a passage is a boundary. */
export type Judge = (frames: readonly SceneFrame[], passage: Passage) => Boundary | undefined;

/**
 * Boundaries that take some time, found by the first judge that sees one.
 * @param isTaken whether a stretch, by its first and last frame, has another boundary
 */
export function passagesIn(
  frames: readonly SceneFrame[],
  isTaken: (from: number, to: number) => boolean,
  judges: readonly Judge[],
): Boundary[] {
  const found: Boundary[] = [];
  for (const reach of REACHES) {
    for (const passage of possible(frames, reach)) {
      const [first, , last] = passage.pictures;
      const isKnown = found.some(({ start, end }) => start < last.seconds && end > first.seconds);
      if (isKnown || isTaken(passage.from, passage.to) || !isOther(first, last)) {
        continue;
      }
      for (const judge of judges) {
        const boundary = judge(frames, passage);
        if (boundary && !found.some((other) => overlap(boundary, other))) {
          found.push(boundary);
          break;
        }
      }
    }
  }
  return found;
}

function overlap(one: Boundary, other: Boundary): boolean {
  return one.start <= other.end && one.end >= other.start;
}

function isOther(one: SceneFrame, other: SceneFrame): boolean {
  return (
    changed(one, other) &&
    changedShare(one, other) >= MIN_CHANGED &&
    correlationAt(one.structure, other.structure, 0, 0) < ALIKE
  );
}

function* possible(frames: readonly SceneFrame[], reach: number): Generator<Passage> {
  let [from, to] = [0, 0];
  let last = Number.NEGATIVE_INFINITY;
  for (const [middle, frame] of frames.entries()) {
    if (frame.seconds - last < STEP * reach) {
      continue;
    }
    last = frame.seconds;
    while (from < middle && (frames[from + 1] as SceneFrame).seconds <= frame.seconds - reach) {
      from++;
    }
    while (to < frames.length - 1 && (frames[to] as SceneFrame).seconds < frame.seconds + reach) {
      to++;
    }
    const [first, final] = [frames[from], frames[to]];
    if (!first || !final || from === middle || to === middle) {
      continue;
    }
    // Both sides must be as far away as asked, give or take a frame.
    const [before, after] = [frame.seconds - first.seconds, final.seconds - frame.seconds];
    if (Math.max(before, after) <= 2 * Math.min(before, after)) {
      yield { from, middle, to, pictures: [first, frame, final] };
    }
  }
}
