import { AV_PIX_FMT_YUV410P } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import {
  coloursOf,
  LONGER_SIDE,
  type LumaGrid,
  lumaOf,
  SAMPLES_PER_CELL,
} from '../../measure/shots/luma-grid.ts';
import type { Size } from './geometry.ts';
import { isUpright, type Orientation, swapsSides, UPRIGHT } from './orientation.ts';
import { type Recording, Scaler } from './scale.ts';

/** In cells: a narrower strip shows nothing. */
const SHORTEST_SIDE = 16;

/** Makes the luma grid of a decoded frame, turned upright. */
export class LumaGridMaker {
  readonly #width: number;
  readonly #height: number;
  readonly #scaler: Scaler;
  readonly #orientation: Orientation;

  /** @param stored size of the decoded frames, in px */
  constructor({ width, height }: Size, { orientation, hdr }: Recording) {
    const scale = LONGER_SIDE / Math.max(width, height);
    this.#width = evenly(width * scale);
    this.#height = evenly(height * scale);
    const size = {
      width: this.#width * SAMPLES_PER_CELL,
      height: this.#height * SAMPLES_PER_CELL,
    };
    this.#orientation = orientation;
    // One colour sample for 2×2 of luma, of which every other one is used. Reads one px for each sample: a tenth of
    // what the mean over all takes. Samples are not turned: cells are fewer.
    this.#scaler = new Scaler(size, AV_PIX_FMT_YUV410P, 'neighbor', {
      orientation: UPRIGHT,
      hdr,
    });
  }

  make(frame: Frame, seconds: number): LumaGrid {
    const [samples, blue, red] = this.#scaler.planes(frame);
    if (!samples || !blue || !red) {
      throw new Error('a picture without its planes');
    }
    const [width, height] = [this.#width, this.#height];
    const [halfWidth, halfHeight] = [width / 2, height / 2];
    const grid = {
      seconds,
      width,
      height,
      luma: lumaOf(samples.data, samples.stride, width, height),
      blue: coloursOf(blue.data, blue.stride, halfWidth, halfHeight),
      red: coloursOf(red.data, red.stride, halfWidth, halfHeight),
    };
    return isUpright(this.#orientation) ? grid : turned(grid, this.#orientation);
  }

  free(): void {
    this.#scaler.free();
  }
}

function evenly(cells: number): number {
  return Math.max(SHORTEST_SIDE, 2 * Math.round(cells / 2));
}

function turned(grid: LumaGrid, orientation: Orientation): LumaGrid {
  const { width, height, luma, blue, red } = grid;
  const swaps = swapsSides(orientation);
  const turn = <Plane extends Uint8Array | Int8Array>(plane: Plane, columns: number): Plane =>
    turnCells(plane, columns, orientation);
  return {
    seconds: grid.seconds,
    width: swaps ? height : width,
    height: swaps ? width : height,
    luma: turn(luma, width),
    blue: turn(blue, width / 2),
    red: turn(red, width / 2),
  };
}

/** As `turnPlane`, for cells that stand side by side. */
function turnCells<Plane extends Uint8Array | Int8Array>(
  cells: Plane,
  width: number,
  { a, b, c, d }: Orientation,
): Plane {
  const height = cells.length / width;
  const stride = a === 0 ? height : width;
  const to = cells.slice() as Plane;
  const startX = a < 0 ? width - 1 : c < 0 ? height - 1 : 0;
  const startY = b < 0 ? width - 1 : d < 0 ? height - 1 : 0;
  for (let i = 0; i < cells.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    to[startX + a * x + c * y + (startY + b * x + d * y) * stride] = cells[i] as number;
  }
  return to;
}
