import { channel } from 'node:diagnostics_channel';
import { LEAST_SURE } from '../../record/certainty.ts';
import type { Measured } from '../../record/schema.ts';
import type { CameraMovement } from '../../record/vocabulary.ts';

/** What tells whether a measured movement is right; every number is from 0 to 1. */
export type Evidence = {
  movement: CameraMovement;
  /** How far the figures are inside the class: 0 at the edge to the next. */
  margin: number;
  /** Share of the time in which the background was followed. */
  known: number;
  /** Mean share of the blocks, by weight, that went with the background, while it was followed. */
  support: number;
  /** The same of the strongest layer besides. */
  rival: number;
  /** Share of the time in which the rival was the larger of the two. */
  contested: number;
};

/** Tells each evidence to who listens: `BENCH_FIT=1 npm run bench -- camera` fits the weights by it. */
export const EVIDENCE_CHANNEL = 'gulp-vlog-describe:camera-evidence';
const evidences = channel(EVIDENCE_CHANNEL);

/**
 * Logistic regression on whether a person says the same, fitted to the `tuned` clips of
 * `npm run bench -- camera`; docs/measures.md has its calibration error on those that were held back.
 */
const WEIGHTS = {
  intercept: -2.76,
  margin: 2.46,
  known: 0.48,
  support: 4.79,
  rival: -0.62,
  contested: -1.02,
  still: -0.19,
  panning: -1.09,
  'moving forward': 2.48,
};

export const FEATURES = Object.keys(WEIGHTS).slice(1) as Exclude<
  keyof typeof WEIGHTS,
  'intercept'
>[];

/** How likely the movement is right. */
export function confidenceOf(evidence: Evidence): number {
  if (evidences.hasSubscribers) {
    evidences.publish(evidence);
  }
  return probability(featuresOf(evidence), Object.values(WEIGHTS));
}

/** A confidence, and whether it is too low to build on. */
export function sureness(confidence: number): Pick<Measured['camera'], 'confidence' | 'uncertain'> {
  return confidence < LEAST_SURE ? { confidence, uncertain: true } : { confidence };
}

/** In the order of `FEATURES`. */
export function featuresOf({ movement, ...shares }: Evidence): number[] {
  return FEATURES.map((name) =>
    name in shares ? shares[name as keyof typeof shares] : +(name === movement),
  );
}

/** @param weights the first one is the intercept */
export function probability(features: readonly number[], weights: readonly number[]): number {
  const [intercept = 0, ...others] = weights;
  const sum = others.reduce((total, weight, i) => total + weight * (features[i] ?? 0), intercept);
  return 1 / (1 + Math.exp(-sum));
}
