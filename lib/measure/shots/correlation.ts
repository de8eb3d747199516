import type { LumaGrid } from './luma-grid.ts';

/** In cells: how far around a cell its surroundings reach. */
const SURROUNDINGS = 2;

/** In squared levels of luma: what noise leaves in a cell must not count as structure. */
const NOISE_VARIANCE = 1;

/**
 * In squared levels of luma: what a shaking camera's noise and moves of less than a cell make different.
 * Measured in dim clips: with 2 to 4 no shake passes for a cut and no cut is lost, with 1 shake does.
 */
const UNSTEADY_VARIANCE = 3;

/** Pictures must overlap by this share each way; less overlap fits by chance. */
const MIN_OVERLAP = 0.6;

/** Above this, moved or not, it is the same picture and no better shift is searched for. */
const PLAINLY_ALIKE = 0.6;

/** A luma grid without its large tones: what distinguishes one place from another. */
export type Structure = { width: number; height: number; cells: Float32Array };

/**
 * Each cell less the mean of those around it. Different places share their large tones (sky above,
 * ground below), and hardly ever their structure.
 */
export function structureOf({ width, height, cells }: LumaGrid): Structure {
  const rows = boxMeans(cells, width, height, 1, width);
  const blurred = boxMeans(rows, height, width, width, 1);
  return { width, height, cells: cells.map((cell, i) => cell - (blurred[i] as number)) };
}

/** Running means along lines of `length` numbers that stand `step` apart. */
function boxMeans(
  values: Float32Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
): Float32Array {
  const means = new Float32Array(values.length);
  for (let line = 0; line < lines; line++) {
    const first = line * lineStep;
    let sum = 0;
    let count = 0;
    for (let n = 0; n < length + SURROUNDINGS; n++) {
      if (n < length) {
        sum += values[first + n * step] as number;
        count++;
      }
      const gone = n - 2 * SURROUNDINGS - 1;
      if (gone >= 0) {
        sum -= values[first + gone * step] as number;
        count--;
      }
      if (n >= SURROUNDINGS) {
        means[first + (n - SURROUNDINGS) * step] = sum / count;
      }
    }
  }
  return means;
}

/**
 * How like two pictures are, wherever the one has moved to in the other: zero-mean normalised
 * cross-correlation (Lewis, "Fast normalized cross-correlation", 1995), the best over all shifts
 * that leave enough overlap. 1 is the same, 0 has nothing in common; light and contrast do not count.
 */
export function bestCorrelation(a: Structure, b: Structure): number {
  const inPlace = correlationAt(a, b, 0, 0);
  if (inPlace >= PLAINLY_ALIKE) {
    return inPlace;
  }
  const reachX = Math.floor(a.width * (1 - MIN_OVERLAP));
  const reachY = Math.floor(a.height * (1 - MIN_OVERLAP));
  let best = inPlace;
  let [bestX, bestY] = [0, 0];
  for (let y = -reachY; y <= reachY; y++) {
    for (let x = -reachX; x <= reachX; x++) {
      const found = correlationAt(a, b, x, y);
      if (found > best) {
        [best, bestX, bestY] = [found, x, y];
      }
    }
  }
  return Math.max(best, ...betweenCells(a, b, bestX, bestY));
}

/**
 * How like each other the frames of one shot are at most when the camera shakes: near 1 where there is
 * much structure, and the less the more of it is `UNSTEADY_VARIANCE`.
 */
export function correlationInReach(a: Structure, b: Structure): number {
  const [varianceA, varianceB] = [varianceOf(a), varianceOf(b)];
  return Math.sqrt(
    (varianceA / (varianceA + UNSTEADY_VARIANCE)) * (varianceB / (varianceB + UNSTEADY_VARIANCE)),
  );
}

function varianceOf({ cells }: Structure): number {
  let [sum, squares] = [0, 0];
  for (const cell of cells) {
    sum += cell;
    squares += cell * cell;
  }
  return squares / cells.length - (sum / cells.length) ** 2;
}

/** Fine patterns that moved by half a cell are like neither neighbour, but like the mean of both. */
function betweenCells(a: Structure, b: Structure, x: number, y: number): number[] {
  const across = meanWithNext(b, 1);
  const down = meanWithNext(b, b.width);
  const both = meanWithNext(across, b.width);
  return [
    correlationAt(a, across, x, y),
    correlationAt(a, across, x - 1, y),
    correlationAt(a, down, x, y),
    correlationAt(a, down, x, y - 1),
    correlationAt(a, both, x, y),
    correlationAt(a, both, x - 1, y),
    correlationAt(a, both, x, y - 1),
    correlationAt(a, both, x - 1, y - 1),
  ];
}

/** @param step to the cell on the right or below; the last row and column are of no consequence */
function meanWithNext({ width, height, cells }: Structure, step: number): Structure {
  const means = cells.map((cell, i) => (cell + (cells[i + step] ?? cell)) / 2);
  return { width, height, cells: means };
}

/** Between `a` and `b` when `b` is moved by some cells. */
function correlationAt(a: Structure, b: Structure, dx: number, dy: number): number {
  const { width, height } = a;
  const columns = width - Math.abs(dx);
  const rows = height - Math.abs(dy);
  const from = a.cells;
  const to = b.cells;
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    let i = (row + Math.max(0, -dy)) * width + Math.max(0, -dx);
    let j = (row + Math.max(0, dy)) * width + Math.max(0, dx);
    for (const end = i + columns; i < end; i++, j++) {
      const p = from[i] as number;
      const q = to[j] as number;
      sumA += p;
      sumB += q;
      squareA += p * p;
      squareB += q * q;
      product += p * q;
    }
  }
  const n = columns * rows;
  const varianceA = squareA / n - (sumA / n) ** 2 + NOISE_VARIANCE;
  const varianceB = squareB / n - (sumB / n) ** 2 + NOISE_VARIANCE;
  return (product / n - (sumA * sumB) / n ** 2) / Math.sqrt(varianceA * varianceB);
}
