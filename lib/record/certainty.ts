import type { Measured } from './schema.ts';

/** A probability under which a measure yields to what a model sees. */
const LEAST_SURE = 0.6;

/** Whether a camera movement is too unsure to be told as a fact. */
export function isUncertain({ confidence }: Pick<Measured['camera'], 'confidence'>): boolean {
  return confidence < LEAST_SURE;
}
