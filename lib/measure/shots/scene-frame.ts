import type { Area } from '../active-picture/area.ts';
import { type Structure, structureOf } from './correlation.ts';
import type { LumaGrid } from './luma-grid.ts';

/** In squared levels: pictures whose colours vary less are as good as grey. */
const MIN_COLOUR_VARIANCE = 3;

/** Of the variance of luma: where colours vary as much they tell places apart too. */
const COLOURFUL = 0.35;

/** Which cells of a grid are compared, and how many of them are taken together each way. */
export type Cells = { area: Area; binX: 1 | 2; binY: 1 | 2 };

/** A part of a luma grid, as it is compared with others. */
export class SceneFrame {
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  /** Luma of each cell; and its two colour differences, unless it is as good as grey. */
  readonly channels: readonly Float32Array[];
  /** Of each channel. */
  readonly means: readonly number[];
  /** Mean luma, and the standard deviation of luma and colours, in levels. */
  readonly mean: number;
  readonly contrast: number;
  readonly #isColourful: boolean;
  #structure: Structure | undefined;

  constructor(grid: LumaGrid, { area, binX, binY }: Cells) {
    this.seconds = grid.seconds;
    this.width = Math.floor(area.width / binX);
    this.height = Math.floor(area.height / binY);
    const luma = momentsOf(binned(grid, area, binX, binY, this.width, this.height));
    const colours = [grid.blue, grid.red]
      .filter(({ length }) => length > 0)
      .map((plane) =>
        momentsOf(spread(plane, grid.width / 2, area, binX, binY, this.width, this.height)),
      );
    const colourVariance = colours.reduce((sum, { variance }) => sum + variance, 0);
    const used = colourVariance >= MIN_COLOUR_VARIANCE ? [luma, ...colours] : [luma];
    this.#isColourful = colourVariance >= COLOURFUL * luma.variance;
    this.channels = used.map(({ values }) => values);
    this.means = used.map(({ mean }) => mean);
    this.mean = luma.mean;
    this.contrast = Math.sqrt(used.reduce((sum, { variance }) => sum + variance, 0));
  }

  /** A channel; zeros for the colours of a frame that is as good as grey. */
  plane(channel: number): Float32Array {
    return this.channels[channel] ?? zeros(this.width * this.height);
  }

  get structure(): Structure {
    // Most pictures differ most in luma, and colours take twice as long as that to compare.
    const channels = this.#isColourful ? this.channels : this.channels.slice(0, 1);
    this.#structure ??= structureOf({ width: this.width, height: this.height, channels });
    return this.#structure;
  }
}

let none = new Float32Array(0);

function zeros(length: number): Float32Array {
  none = none.length === length ? none : new Float32Array(length);
  return none;
}

function binned(
  { luma, width: stride }: LumaGrid,
  { left, top }: Area,
  binX: number,
  binY: number,
  width: number,
  height: number,
): Float32Array {
  const cells = new Float32Array(width * height);
  // Where nothing is taken together, the same cell counts twice.
  const [right, below] = [binX - 1, (binY - 1) * stride];
  for (let y = 0, to = 0; y < height; y++) {
    let i = (top + y * binY) * stride + left;
    for (let x = 0; x < width; x++, i += binX) {
      const upper = (luma[i] as number) + (luma[i + right] as number);
      const lower = (luma[i + below] as number) + (luma[i + below + right] as number);
      cells[to++] = (upper + lower) / 4;
    }
  }
  return cells;
}

function spread(
  plane: Int8Array,
  stride: number,
  { left, top }: Area,
  binX: number,
  binY: number,
  width: number,
  height: number,
): Float32Array {
  const cells = new Float32Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = ((top + y * binY) >> 1) * stride;
    for (let x = 0; x < width; x++) {
      cells[to++] = plane[row + ((left + x * binX) >> 1)] as number;
    }
  }
  return cells;
}

function momentsOf(values: Float32Array) {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return { values, mean, variance: Math.max(0, squares / values.length - mean * mean) };
}
