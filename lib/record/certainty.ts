import type { Measured } from './schema.ts';

/**
 * A probability under which a measure yields to what a model sees: good models are right about camera
 * movement in 61 % (arXiv 2602.00181), and of measures under it, fewer are.
 */
export const LEAST_SURE = 0.6;

/** Whether a camera movement is too unsure to be told as a fact. */
export function isUncertain({
  confidence,
  uncertain,
}: Pick<Measured['camera'], 'confidence' | 'uncertain'>): boolean {
  return uncertain === true || confidence < LEAST_SURE;
}
