import type { Boundary } from './boundary.ts';
import { isBlank } from './contrast-log.ts';
import { bestCorrelation } from './correlation.ts';
import { locatedBy } from './even-growth.ts';
import { histogramDistance } from './histogram.ts';
import { type Mixture, mixtureInPlace, mixtureOf, placeIn, shareAlone } from './mixture.ts';
import type { Passage } from './passages.ts';
import { isSameScene } from './same-scene.ts';
import type { SceneFrame } from './scene-frame.ts';

/**
 * Structures of two pictures have nothing to do with each other, so a mixture of both has less variance than
 * they: half as much in the middle (Alattar, "Detecting and compressing dissolve regions in video sequences", 1993).
 */
const MAX_DIP = 0.78;

/** In squared levels. */
const NOISE_VARIANCE = 1;

/** Least share of the variance of a picture that a mixture explains. */
const MIN_EXPLAINED = 0.75;
const MIN_EXPLAINED_MOVED = 0.6;
/** In each frame between. */
const MIN_EXPLAINED_BETWEEN = 0.5;

/**
 * Measured in real clips: pictures that were dissolved into each other have other colours, by the distance of their
 * histograms, and are alike up to 0.4. Where their colours are much the same, only chance may be alike, and the mixture
 * must be plain.
 */
const OTHER_COLOURS = 0.4;
const MAX_ALIKE = 0.4;
const STRANGERS = 0.25;
const PLAINLY_EXPLAINED = 0.95;

/** Least share of each picture in the middle, and of both together. */
const MIN_PART = 0.2;
const MIN_SUM = 0.7;
const MAX_SUM = 1.3;

/** A picture that holds so much of another's structure is the same scene, moved on. */
const SAME_ALONE = 0.68;

/**
 * As often as that the variance of a mixture may be the sum of its parts' own. Of a scene that moves on, frames before
 * and after have much in common with the one between and with each other, so their sum says too little.
 */
const MAX_EXCESS = 1.5;

/**
 * A dissolve, when a picture is a mixture of one before and one after it that have nothing in common, with the one
 * giving way to the other in the frames between.
 */
export function dissolveAt(frames: readonly SceneFrame[], passage: Passage): Boundary | undefined {
  const [before, middle, after] = passage.pictures;
  if (isBlank(before) || isBlank(after) || !mayMix(before, middle, after)) {
    return undefined;
  }
  const [from, to] = [placeIn(middle, before), placeIn(middle, after)];
  if (
    shareAlone(middle, before, from) >= SAME_ALONE ||
    shareAlone(middle, after, to) >= SAME_ALONE
  ) {
    return undefined;
  }
  const mixture = mixtureOf(middle, before, from, after, to);
  const parts =
    mixture.before ** 2 * before.structure.variance + mixture.after ** 2 * after.structure.variance;
  if (
    !isMixture(mixture, MIN_EXPLAINED_MOVED) ||
    middle.structure.variance > MAX_EXCESS * parts + NOISE_VARIANCE ||
    isSameScene(before, after)
  ) {
    return undefined;
  }
  const located = locatedBy(frames, passage, (frame) => {
    const found = mixtureOf(frame, before, placeIn(frame, before), after, placeIn(frame, after));
    const [one, other] = [Math.max(0, found.before), Math.max(0, found.after)];
    return one + other > 0.2 ? other / (one + other) : undefined;
  });
  return located && joinsTwo(frames, located)
    ? { ...located, confidence: Math.max(0.5, Math.min(1, mixture.explained)) }
    : undefined;
}

/**
 * Whether the pictures at both ends of a dissolve are of two scenes, and all between are mixtures. Pictures of one
 * scene in motion may look like a mixture of each other, but they share their colours, and some of their structure.
 */
function joinsTwo(frames: readonly SceneFrame[], { start, end }: Boundary): boolean {
  const first = frames.findLastIndex(({ seconds }) => seconds <= start);
  const last = frames.findIndex(({ seconds }) => seconds >= end);
  const [before, after] = [frames[first], frames[last]];
  if (!before || !after) {
    return false;
  }
  const alike = bestCorrelation(before.structure, after.structure);
  const explained = frames
    .slice(first + 1, last)
    .map(
      (frame) =>
        mixtureOf(frame, before, placeIn(frame, before), after, placeIn(frame, after)).explained,
    )
    .toSorted((a, b) => a - b);
  const [least, usual] = [explained[0] ?? 1, explained[explained.length >> 1] ?? 1];
  const isOther = histogramDistance(before, after) >= OTHER_COLOURS;
  return (
    least >= MIN_EXPLAINED_BETWEEN &&
    usual >= MIN_EXPLAINED_MOVED &&
    (isOther ? alike <= MAX_ALIKE : alike <= STRANGERS && usual >= PLAINLY_EXPLAINED)
  );
}

function mayMix(before: SceneFrame, middle: SceneFrame, after: SceneFrame): boolean {
  const usual = (before.structure.variance + after.structure.variance) / 2;
  return (
    middle.structure.variance < MAX_DIP * usual ||
    isMixture(mixtureInPlace(middle, before, after), MIN_EXPLAINED)
  );
}

function isMixture({ before, after, explained }: Mixture, least: number): boolean {
  return (
    explained >= least &&
    Math.min(before, after) >= MIN_PART &&
    before + after >= MIN_SUM &&
    before + after <= MAX_SUM
  );
}
