import { LEAST_SURE } from '../record/certainty.ts';
import type { Measured, Range } from '../record/schema.ts';

/** Where one shot surely passes into another, and the pictures are of neither: dissolves, fades and gaps. */
export function transitionsOf({ boundaries = [] }: Pick<Measured, 'boundaries'>): Range[] {
  return boundaries.filter(({ kind, confidence }) => kind !== 'cut' && confidence >= LEAST_SURE);
}
