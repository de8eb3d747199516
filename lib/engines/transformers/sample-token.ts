import { ModelReturnsNaNError } from './errors.ts';

/**
 * Chooses a token among the allowed ones: the likeliest at temperature 0, else by chance after the
 * model's own logits.
 *
 * @param logits one for each token of the vocabulary
 * @throws ModelReturnsNaNError
 */
export function chooseToken(
  logits: Float32Array,
  isAllowed: (id: number) => boolean,
  temperature: number,
): number {
  const allowed: number[] = [];
  let best = -1;
  let highest = Number.NEGATIVE_INFINITY;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? Number.NaN;
    if (isAllowed(id) && logit > Number.NEGATIVE_INFINITY) {
      allowed.push(id);
      if (logit > highest) {
        highest = logit;
        best = id;
      }
    }
  }
  // Comparisons with NaN are false: nothing was likelier than nothing.
  if (best === -1 || highest === Number.POSITIVE_INFINITY) {
    throw new ModelReturnsNaNError();
  }
  return temperature === 0 ? best : drawn(logits, allowed, highest, temperature);
}

function drawn(
  logits: Float32Array,
  allowed: readonly number[],
  highest: number,
  temperature: number,
): number {
  const weights = allowed.map((id) => Math.exp(((logits[id] ?? 0) - highest) / temperature));
  let left = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return allowed.at(index) ?? 0;
}
