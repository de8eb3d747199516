import { differingShare } from '../../measure/frame-difference.ts';
import type { LumaFrame } from '../../measure/measurements.ts';
import type { Range } from '../../record/schema.ts';

/** In s. A scene in which nothing happens still gets a frame this often. */
const LONGEST_WITHOUT = 4;

/**
 * Share of the picture that must differ from the last chosen one for another to be worth a model's
 * time: a person who walks through a wide shot covers 5 %.
 */
const NEWS = 0.04;

/**
 * A clip is busy when its pictures half a base step apart differ in so much (median), and not too
 * short: a few s have been seen at the base rate.
 */
const BUSY = 0.3;
const SHORTEST_BUSY_SECONDS = 4;

/** A frame that may be chosen. */
export type Candidate = { luma: LumaFrame };

export type Candidates<C> = {
  /** At the base rate. */
  base: readonly C[];
  /** At twice the base rate, as far as `maxFrames` allows. */
  dense: readonly C[];
  /** One from the beginning of each shot. */
  openings: readonly C[];
  shots: readonly Range[];
  maxFrames: number;
  durationSeconds: number;
};

/**
 * The frames that tell most about a clip, in the order of time. `fps` is the base rate: where nothing
 * changes frames are left out, a clip that is busy throughout gets up to twice as many. Each shot
 * has one, as long as `maxFrames` allows. There is always one.
 */
export function chooseFrames<C extends Candidate>(candidates: Candidates<C>): C[] {
  const { base, dense, openings, shots, maxFrames } = candidates;
  const chosen = isBusy(candidates) ? [...dense] : withNews(base);
  const required = new Set<C>();
  for (const shot of shots) {
    const mine = chosen.find((candidate) => isIn(shot, candidate));
    const own = mine ?? nearestToMiddle(shot, [...dense, ...base, ...openings]);
    if (own) {
      required.add(own);
    }
  }
  const all = [...new Set([...chosen, ...required])].toSorted(byTime);
  return limited(all, required, maxFrames);
}

function isBusy({ base, dense, durationSeconds }: Candidates<Candidate>): boolean {
  if (durationSeconds < SHORTEST_BUSY_SECONDS || dense.length < base.length) {
    return false;
  }
  const differences = dense.slice(1).map(({ luma }, i) => {
    const before = dense[i];
    return before ? differingShare(before.luma, luma) : 0;
  });
  return (differences.toSorted((a, b) => a - b)[differences.length >> 1] ?? 0) >= BUSY;
}

function withNews<C extends Candidate>(candidates: readonly C[]): C[] {
  const chosen: C[] = [];
  for (const candidate of candidates) {
    const last = chosen.at(-1);
    const isNews =
      !last ||
      timeOf(candidate) - timeOf(last) >= LONGEST_WITHOUT ||
      differingShare(last.luma, candidate.luma) >= NEWS;
    if (isNews) {
      chosen.push(candidate);
    }
  }
  return chosen;
}

/** Drops frames that are nearest to their neighbours, required ones last. */
function limited<C extends Candidate>(
  all: readonly C[],
  required: ReadonlySet<C>,
  limit: number,
): C[] {
  const kept = [...all];
  while (kept.length > limit) {
    let least = Number.POSITIVE_INFINITY;
    let index = kept.length - 1;
    for (const [i, candidate] of kept.entries()) {
      const [before, after] = [kept[i - 1], kept[i + 1]];
      // The first and the last frame are far from what is beyond the clip.
      const room = before && after ? timeOf(after) - timeOf(before) : LONGEST_WITHOUT;
      const worth = room + (required.has(candidate) ? REQUIRED_WORTH : 0);
      if (worth < least) {
        [least, index] = [worth, i];
      }
    }
    kept.splice(index, 1);
  }
  return kept;
}

/** In s: more than any room between frames. */
const REQUIRED_WORTH = 1e6;

function nearestToMiddle<C extends Candidate>(
  shot: Range,
  candidates: readonly C[],
): C | undefined {
  const middle = (shot.start_seconds + shot.end_seconds) / 2;
  return candidates
    .filter((candidate) => isIn(shot, candidate))
    .toSorted((a, b) => Math.abs(timeOf(a) - middle) - Math.abs(timeOf(b) - middle))[0];
}

function isIn({ start_seconds, end_seconds }: Range, candidate: Candidate): boolean {
  return timeOf(candidate) >= start_seconds && timeOf(candidate) < end_seconds;
}

function byTime(a: Candidate, b: Candidate): number {
  return timeOf(a) - timeOf(b);
}

function timeOf({ luma }: Candidate): number {
  return luma.timestampSeconds;
}
