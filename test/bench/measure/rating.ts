import { readFileSync } from 'node:fs';
import {
  RATING_WEIGHTS,
  type RatingParts,
  ratingOfParts,
  scoreOf,
} from '../../../lib/derive/rating.ts';
import { inRepository } from '../../support/repository.ts';
import type { Figure } from '../figures.ts';

/**
 * What 59 real clips measured, where each is from, and 90 pairs of them, of which somebody who knew no formula said which
 * is better filmed and how sure that was, 1 to 3. A third was held out when the weights were fitted.
 */
type Pairs = {
  clips: Record<string, { source: string; usable: number } & RatingParts>;
  pairs: [first: string, second: string, better: 'a' | 'b' | 'same', sure: number, part: Part][];
};
type Part = 'tune' | 'held';
type Weights = Record<keyof RatingParts, number>;

/** By how much each part and the rating differ, and how sure it was that the first is better: below 0, the second is. */
type Verdict = { difference: Weights; ratings: number; sure: number };

const PARTS = Object.keys(RATING_WEIGHTS) as (keyof RatingParts)[];

/** Of the fit: a ridge, so that few pairs do not make large weights, and steps that have long settled. */
const RIDGE = 0.06;
const STEPS = 4000;
const STEP = 0.3;

/** How often the rating agrees with a person, and what weights the same pairs would give today. */
export function rating(): Figure[] {
  const file = inRepository('test/bench/measure', 'rating-pairs.json');
  const data = JSON.parse(readFileSync(file, 'utf8')) as Pairs;
  const [tune, held] = (['tune', 'held'] as const).map((part) => verdictsOf(data, part)) as [
    Verdict[],
    Verdict[],
  ];
  const { weights, middle } = fitted(data, tune);
  console.log(`    weights in use: ${JSON.stringify(RATING_WEIGHTS)}`);
  console.log(`    fitted anew: ${JSON.stringify(weights)}, middle ${middle.toFixed(2)}`);
  return [
    {
      name: `agreement of the rating with a person, ${tune.length} pairs it was fitted on`,
      value: 100 * agreement(tune),
      unit: '%',
      atLeast: 75,
    },
    {
      name: `agreement of the rating with a person, ${held.length} pairs held out`,
      value: 100 * agreement(held),
      unit: '%',
      atLeast: 75,
    },
  ];
}

function verdictsOf({ clips, pairs }: Pairs, wanted: Part): Verdict[] {
  return pairs.flatMap(([first, second, better, sure, part]) => {
    const [a, b] = [clips[first], clips[second]];
    return part === wanted && better !== 'same' && a && b
      ? [
          {
            difference: each((name) => a[name] - b[name]),
            ratings: ratingOfParts(a, a.usable) - ratingOfParts(b, b.usable),
            sure: better === 'a' ? sure : -sure,
          },
        ]
      : [];
  });
}

function agreement(verdicts: readonly Verdict[]): number {
  return verdicts.filter(({ ratings, sure }) => ratings * sure > 0).length / verdicts.length;
}

/** Bradley and Terry's model: logistic regression of the differences, in which no part may count against a clip. */
function fitted({ clips }: Pairs, verdicts: readonly Verdict[]) {
  const all = Object.values(clips);
  const spread = each((name) => deviation(all.map((clip) => clip[name])));
  const total = verdicts.reduce((sum, { sure }) => sum + Math.abs(sure), 0);
  let standard = each(() => 0.1);
  for (let step = 0; step < STEPS; step++) {
    const slopes = each((name) => RIDGE * standard[name]);
    for (const { difference, sure } of verdicts) {
      const scaled = each((name) => difference[name] / spread[name]);
      const doubt = 1 / (1 + Math.exp(scoreOf(scaled, standard) * Math.sign(sure)));
      for (const name of PARTS) {
        slopes[name] -= (sure * doubt * scaled[name]) / total;
      }
    }
    standard = each((name) => Math.max(0, standard[name] - STEP * slopes[name]));
  }
  const weights = each((name) => Number((standard[name] / spread[name]).toFixed(2)));
  const scores = all.map((clip) => scoreOf(clip, weights)).toSorted((a, b) => a - b);
  return { weights, middle: scores[scores.length >> 1] ?? 0 };
}

function each(value: (name: keyof RatingParts) => number): Weights {
  return Object.fromEntries(PARTS.map((name) => [name, value(name)])) as Weights;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt(variance) || 1;
}
