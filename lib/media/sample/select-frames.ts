import { differingShare } from '../../measure/frame-difference.ts';
import type { LumaFrame } from '../../measure/measurements.ts';
import type { Range } from '../../record/schema.ts';
import { eventThreshold } from './event-threshold.ts';

/** In s. A scene in which nothing happens still gets a frame this often… */
const LONGEST_WITHOUT = 4;

/** …or, when it is long, as often as takes this share of `maxFrames`: the rest is for what happens. */
const MOST_ALIKE = 1 / 4;

/**
 * Share of the picture that must differ from the last chosen one for another to be worth a model's
 * time: a person who walks through a wide shot covers 5 %.
 */
const NEWS = 0.04;

/** In s. Frames that are farther apart are not held against each other: what comes back then is news. */
const MEMORY_SECONDS = 20;

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
  /** From the beginning of each shot, and where the picture changes between those at even steps. */
  others: readonly C[];
  shots: readonly Range[];
  maxFrames: number;
  durationSeconds: number;
};

/**
 * The frames that tell most about a clip, in the order of time. `fps` is the base rate: where nothing
 * changes frames are left out, and as many are added where most happens; a clip that is busy throughout gets up to
 * twice as many. Each shot has one, as long as `maxFrames` allows. There is always one.
 */
export function chooseFrames<C extends Candidate>(candidates: Candidates<C>): C[] {
  const { base, dense, others, shots, maxFrames } = candidates;
  const even = isBusy(candidates) ? [...dense] : withNews(candidates);
  const pool = [...new Set([...dense, ...base, ...others])];
  const required = new Set<C>();
  for (const shot of shots) {
    const mine = even.find((candidate) => isIn(shot, candidate));
    const own = mine ?? nearestToMiddle(shot, pool);
    if (own) {
      required.add(own);
    }
  }
  const chosen = [...new Set([...even, ...required])];
  const spare = Math.min(maxFrames, base.length) - chosen.length;
  const added = mostNews(pool, chosen, spare, eventThreshold(differences(base)));
  const all = [...chosen, ...added].toSorted(byTime);
  return limited(all, required, maxFrames);
}

/**
 * Up to `count` candidates, each the one that differs most from all chosen around it, so that none shows what another
 * does.
 */
function mostNews<C extends Candidate>(
  candidates: readonly C[],
  chosen: readonly C[],
  count: number,
  threshold: number,
): C[] {
  const left = new Map<C, number>();
  if (count > 0) {
    for (const candidate of candidates) {
      const news = newsOf(candidate, chosen, threshold);
      if (news >= threshold) {
        left.set(candidate, news);
      }
    }
  }
  const added: C[] = [];
  while (added.length < count) {
    const [[most, news] = []] = [...left].toSorted(([, a], [, b]) => b - a);
    if (most === undefined || news === undefined || news < threshold) {
      break;
    }
    added.push(most);
    left.delete(most);
    for (const [candidate, before] of left) {
      if (apart(candidate, most) <= MEMORY_SECONDS) {
        left.set(candidate, Math.min(before, differingShare(most.luma, candidate.luma)));
      }
    }
  }
  return added;
}

/**
 * How much a candidate differs from the chosen ones around it, and at least from the nearest; once it is under the
 * threshold, no more comparisons are made.
 */
function newsOf(candidate: Candidate, chosen: readonly Candidate[], threshold: number): number {
  const nearest = Math.min(...chosen.map((other) => apart(candidate, other)));
  let news = Number.POSITIVE_INFINITY;
  for (const other of chosen) {
    if (news >= threshold && apart(candidate, other) <= Math.max(MEMORY_SECONDS, nearest)) {
      news = Math.min(news, differingShare(other.luma, candidate.luma));
    }
  }
  return news;
}

function apart(one: Candidate, other: Candidate): number {
  return Math.abs(timeOf(one) - timeOf(other));
}

function isBusy({ base, dense, durationSeconds }: Candidates<Candidate>): boolean {
  if (durationSeconds < SHORTEST_BUSY_SECONDS || dense.length < base.length) {
    return false;
  }
  const sorted = differences(dense).toSorted((a, b) => a - b);
  return (sorted[sorted.length >> 1] ?? 0) >= BUSY;
}

/** Between each and the one before. */
function differences(candidates: readonly Candidate[]): number[] {
  return candidates.slice(1).map(({ luma }, i) => {
    const before = candidates[i];
    return before ? differingShare(before.luma, luma) : 0;
  });
}

function withNews<C extends Candidate>({ base, maxFrames, durationSeconds }: Candidates<C>): C[] {
  const longestWithout = Math.max(LONGEST_WITHOUT, durationSeconds / (MOST_ALIKE * maxFrames));
  const chosen: C[] = [];
  for (const candidate of base) {
    const last = chosen.at(-1);
    const isNews =
      !last ||
      timeOf(candidate) - timeOf(last) >= longestWithout ||
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
      const room =
        before && after
          ? apart(before, after)
          : // The first and the last frame: nothing else shows how the clip begins and ends.
            2 * apart(candidate, before ?? after ?? candidate) + LONGEST_WITHOUT;
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
