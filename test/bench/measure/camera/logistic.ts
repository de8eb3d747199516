/** What was seen in one case, and whether the answer was right. */
export type Example = { features: readonly number[]; isRight: boolean };

/** Keeps weights small when few cases speak for them. */
const RIDGE = 0.2;
const STEPS = 30;

/**
 * Logistic regression by Newton's method with an L2 penalty (Hastie, Tibshirani and Friedman, *The
 * Elements of Statistical Learning*, 4.4). The first weight is the intercept, which has no penalty.
 */
export function fitLogistic(examples: readonly Example[]): number[] {
  const rows = examples.map(({ features }) => [1, ...features]);
  const size = rows[0]?.length ?? 1;
  let weights: number[] = Array(size).fill(0);
  for (let step = 0; step < STEPS; step++) {
    const gradient: number[] = weights.map((weight, i) => (i === 0 ? 0 : -RIDGE * weight));
    const hessian = weights.map((_, i) =>
      weights.map((_, j) => (i === j ? (i === 0 ? 1e-6 : RIDGE) : 0)),
    );
    for (const [n, row] of rows.entries()) {
      const said = 1 / (1 + Math.exp(-dot(row, weights)));
      const error = (examples[n]?.isRight ? 1 : 0) - said;
      for (let i = 0; i < size; i++) {
        gradient[i] = at(gradient, i) + error * at(row, i);
        const line = hessian[i] as number[];
        for (let j = 0; j < size; j++) {
          line[j] = at(line, j) + said * (1 - said) * at(row, i) * at(row, j);
        }
      }
    }
    const change = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight + at(change, i));
  }
  return weights;
}

/** Gaussian elimination; the matrix is symmetric and positive, so it needs no pivots. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, at(right, i)]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows[i] as number[];
    for (let j = 0; j < rows.length; j++) {
      const row = rows[j] as number[];
      const times = at(row, i) / at(pivot, i);
      if (j !== i) {
        for (let k = i; k < row.length; k++) {
          row[k] = at(row, k) - times * at(pivot, k);
        }
      }
    }
  }
  return rows.map((row, i) => at(row, rows.length) / at(row, i));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * at(b, i), 0);
}

function at(values: readonly number[], i: number): number {
  return values[i] as number;
}
