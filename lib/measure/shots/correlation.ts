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

/** So many of the best places at half the size are looked at more closely. */
const PLACES = 4;

/** Above this, moved or not, it is the same picture and no better shift is searched for. */
const PLAINLY_ALIKE = 0.6;

/** Channels of cells, luma first. */
type Channels = { width: number; height: number; channels: readonly Float32Array[] };

/** No cell counts more than so many times the mean of all. */
const MAX_OF_MEAN = 1.6;

/** A picture without its large tones: what distinguishes one place from another. */
export type Structure = Channels & {
  /** In squared levels, over all channels. */
  variance: number;
  /** The same picture at half the size. */
  readonly half: Channels;
};

/**
 * Each cell less the mean of those around it. Different places share their large tones (sky above,
 * ground below), and hardly ever their structure.
 */
export function structureOf(picture: Channels): Structure {
  const { width, height } = picture;
  const channels = withoutTones(picture);
  const variance = channels.reduce((sum, cells) => sum + varianceOf(cells), 0);
  let half: Channels | undefined;
  return {
    width,
    height,
    channels,
    variance,
    // Few pictures are looked for in another.
    get half() {
      if (!half) {
        const smaller = halved(picture);
        half = { ...smaller, channels: withoutTones(smaller) };
      }
      return half;
    },
  };
}

function withoutTones({ width, height, channels }: Channels): Float32Array[] {
  return channels.map((cells) => {
    const rows = boxMeans(cells, width, height, 1, width);
    const blurred = boxMeans(rows, height, width, width, 1);
    for (let i = 0; i < blurred.length; i++) {
      blurred[i] = (cells[i] as number) - (blurred[i] as number);
    }
    return limited(blurred);
  });
}

function halved({ width, height, channels }: Channels): Channels {
  const [columns, rows] = [width >> 1, height >> 1];
  const smaller = channels.map((cells) => {
    const means = new Float32Array(columns * rows);
    for (let y = 0, to = 0; y < rows; y++) {
      let i = 2 * y * width;
      for (let x = 0; x < columns; x++, i += 2) {
        const upper = (cells[i] as number) + (cells[i + 1] as number);
        const lower = (cells[i + width] as number) + (cells[i + width + 1] as number);
        means[to++] = (upper + lower) / 4;
      }
    }
    return means;
  });
  return { width: columns, height: rows, channels: smaller };
}

/** So that a few strong edges, as those of letters over the picture, do not outweigh all else. */
function limited(cells: Float32Array): Float32Array {
  let sum = 0;
  for (const cell of cells) {
    sum += Math.abs(cell);
  }
  const limit = (MAX_OF_MEAN * sum) / cells.length;
  for (let i = 0; i < cells.length; i++) {
    cells[i] = Math.max(-limit, Math.min(limit, cells[i] as number));
  }
  return cells;
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
  const { correlation, x, y } = bestShift(a, b, reachX, reachY);
  return Math.max(inPlace, correlation, ...betweenCells(a, b, x, y));
}

/** The shift at which two pictures are most alike, up to some reach, in cells. */
export function bestShift(
  a: Structure,
  b: Structure,
  reachX: number,
  reachY: number,
): { correlation: number; x: number; y: number } {
  // At half the size first, then around the places that are best there.
  const places: { correlation: number; x: number; y: number }[] = [];
  const [halfX, halfY] = [reachX >> 1, reachY >> 1];
  for (let y = -halfY; y <= halfY; y++) {
    for (let x = -halfX; x <= halfX; x++) {
      const correlation = correlationAt(a.half, b.half, x, y);
      if (places.length < PLACES || correlation > (places.at(-1)?.correlation ?? 0)) {
        places.push({ correlation, x: 2 * x, y: 2 * y });
        places.sort((one, other) => other.correlation - one.correlation);
        places.length = Math.min(places.length, PLACES);
      }
    }
  }
  let best = { correlation: correlationAt(a, b, 0, 0), x: 0, y: 0 };
  const tried = new Set<number>();
  for (const place of places) {
    for (let y = place.y - 1; y <= place.y + 1; y++) {
      for (let x = place.x - 1; x <= place.x + 1; x++) {
        const key = y * 1000 + x;
        if (Math.abs(x) <= reachX && Math.abs(y) <= reachY && !tried.has(key)) {
          tried.add(key);
          const correlation = correlationAt(a, b, x, y);
          best = correlation > best.correlation ? { correlation, x, y } : best;
        }
      }
    }
  }
  return best;
}

/**
 * How like each other the frames of one shot are at most when the camera shakes: near 1 where there is
 * much structure, and the less the more of it is `UNSTEADY_VARIANCE`.
 */
export function correlationInReach(a: Structure, b: Structure): number {
  return Math.sqrt(
    (a.variance / (a.variance + UNSTEADY_VARIANCE)) *
      (b.variance / (b.variance + UNSTEADY_VARIANCE)),
  );
}

function varianceOf(cells: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (const cell of cells) {
    sum += cell;
    squares += cell * cell;
  }
  return squares / cells.length - (sum / cells.length) ** 2;
}

/** Fine patterns that moved by half a cell are like neither neighbour, but like the mean of both. */
function betweenCells(a: Channels, b: Channels, x: number, y: number): number[] {
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
function meanWithNext({ width, height, channels }: Channels, step: number): Channels {
  const means = channels.map((cells) =>
    cells.map((cell, i) => (cell + (cells[i + step] ?? cell)) / 2),
  );
  return { width, height, channels: means };
}

/** Between `a` and `b` when `b` is moved by some cells; over the channels that both have. */
export function correlationAt(a: Channels, b: Channels, dx: number, dy: number): number {
  const count = Math.min(a.channels.length, b.channels.length);
  let [varianceA, varianceB, covariance] = [NOISE_VARIANCE, NOISE_VARIANCE, 0];
  for (let channel = 0; channel < count; channel++) {
    const moments = momentsAt(a, b, channel, dx, dy);
    varianceA += moments.varianceA;
    varianceB += moments.varianceB;
    covariance += moments.covariance;
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}

function momentsAt(a: Channels, b: Channels, channel: number, dx: number, dy: number) {
  const { width, height } = a;
  const columns = width - Math.abs(dx);
  const rows = height - Math.abs(dy);
  const from = a.channels[channel] as Float32Array;
  const to = b.channels[channel] as Float32Array;
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
  return {
    varianceA: squareA / n - (sumA / n) ** 2,
    varianceB: squareB / n - (sumB / n) ** 2,
    covariance: product / n - (sumA * sumB) / n ** 2,
  };
}
