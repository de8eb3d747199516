/**
 * Share of the picture that must at least differ for something to have happened: somebody far away in a wide shot.
 * Noise and compression leave no pixel beyond the step that counts as a change.
 */
const LEAST_EVENT = 0.01;

/** What happens stands out so much against what always goes on in a clip: leaves in the wind, a head that talks. */
const STANDS_OUT = 3;

/**
 * How much of the picture must differ for a change to be an event.
 *
 * @param differences between samples at even steps: the quarter that differ least show what always goes on
 */
export function eventThreshold(differences: readonly number[]): number {
  const usual = differences.toSorted((a, b) => a - b)[differences.length >> 2] ?? 0;
  return Math.max(LEAST_EVENT, STANDS_OUT * usual);
}
