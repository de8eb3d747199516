import {
  type Evidence,
  FEATURES,
  featuresOf,
  probability,
} from '../../../../lib/measure/camera/confidence.ts';
import { fitLogistic } from './logistic.ts';
import { isRight, type Outcome, PARTS } from './report.ts';

const BINS = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01];

/** How often a measure is right that says how sure it is, and how far the two are apart. */
export function printCalibration(outcomes: readonly Outcome[]): void {
  for (const part of PARTS) {
    const some = outcomes.filter(({ clip }) => clip.part === part);
    if (some.length === 0) {
      continue;
    }
    const bins = BINS.slice(0, -1).map((low, i) =>
      some.filter(
        ({ camera }) => camera.confidence >= low && camera.confidence < (BINS[i + 1] ?? 2),
      ),
    );
    console.log(
      `    sure of it, ${part}: expected calibration error ${expectedError(some).toFixed(3)}`,
    );
    for (const [i, bin] of bins.entries()) {
      if (bin.length > 0) {
        const right = bin.filter(isRight).length;
        console.log(
          `      from ${BINS[i]}: said ${said(bin).toFixed(2)}, right ${right} of ${bin.length} (${(right / bin.length).toFixed(2)})`,
        );
      }
    }
  }
}

/**
 * Expected calibration error in ten bins of equal width (Naeini, Cooper and Hauskrecht, *Obtaining
 * Well Calibrated Probabilities Using Bayesian Binning*, AAAI 2015).
 */
export function expectedError(outcomes: readonly Outcome[]): number {
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const some = outcomes.filter(
      ({ camera }) => Math.min(9, Math.floor(camera.confidence * 10)) === bin,
    );
    if (some.length > 0) {
      const right = some.filter(isRight).length / some.length;
      error += (some.length / outcomes.length) * Math.abs(right - said(some));
    }
  }
  return error;
}

/**
 * Fits the probability anew to the tuned clips, prints what to write into
 * `lib/measure/camera/confidence.ts`, and how well that holds for both parts.
 */
export function printFit(outcomes: readonly Outcome[]): void {
  const known = outcomes.filter((outcome): outcome is Outcome & { evidence: Evidence } =>
    Boolean(outcome.evidence),
  );
  const examples = known
    .filter(({ clip }) => clip.part === 'tuned')
    .map((outcome) => ({ features: featuresOf(outcome.evidence), isRight: isRight(outcome) }));
  const weights = fitLogistic(examples);
  console.log(`    fitted to ${examples.length} tuned clips`);
  for (const [i, name] of ['intercept', ...FEATURES].entries()) {
    console.log(`      ${name}: ${weights[i]?.toFixed(2)},`);
  }
  printCalibration(
    known.map((outcome) => ({
      ...outcome,
      camera: {
        ...outcome.camera,
        confidence: probability(featuresOf(outcome.evidence), weights),
      },
    })),
  );
}

function said(outcomes: readonly Outcome[]): number {
  return outcomes.reduce((sum, { camera }) => sum + camera.confidence, 0) / outcomes.length;
}
