/** The middle of several measurements: one slow run on a busy machine does not move it. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A figure of a benchmark, which fails when the figure is beyond its target. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  atMost?: number;
  atLeast?: number;
};

/** `true` when every figure is within its target. */
export function print(figures: readonly Figure[]): boolean {
  const width = Math.max(...figures.map(({ name }) => name.length));
  let good = true;
  for (const { name, value, unit, atMost, atLeast } of figures) {
    const within =
      (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
    good &&= within;
    const limit = atMost ?? atLeast;
    const missed = atMost === undefined ? 'UNDER' : 'OVER';
    const target = limit === undefined ? '' : `  ${within ? 'within' : missed} ${limit} ${unit}`;
    const digits = Number.isInteger(value) || value >= 100 ? 0 : value < 10 ? 2 : 1;
    console.log(`  ${name.padEnd(width)}  ${value.toFixed(digits).padStart(7)} ${unit}${target}`);
  }
  return good;
}
