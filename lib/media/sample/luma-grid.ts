import { AV_PIX_FMT_GRAY8 } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import {
  LONGER_SIDE,
  type LumaGrid,
  lumaGridOf,
  SAMPLES_PER_CELL,
} from '../../measure/shots/luma-grid.ts';
import type { Size } from './geometry.ts';
import { UPRIGHT } from './orientation.ts';
import { Scaler } from './scale.ts';
import type { HdrTransfer } from './tone-map.ts';

/** In cells: a narrower strip shows nothing. */
const SHORTEST_SIDE = 8;

/** Makes the luma grid of a decoded frame. It is not turned upright: comparing grids does not need it. */
export class LumaGridMaker {
  readonly #width: number;
  readonly #height: number;
  readonly #scaler: Scaler;

  /** @param stored size of the decoded frames, in px */
  constructor({ width, height }: Size, hdr: HdrTransfer | undefined) {
    const scale = LONGER_SIDE / Math.max(width, height);
    this.#width = Math.max(SHORTEST_SIDE, Math.round(width * scale));
    this.#height = Math.max(SHORTEST_SIDE, Math.round(height * scale));
    const size = {
      width: this.#width * SAMPLES_PER_CELL,
      height: this.#height * SAMPLES_PER_CELL,
    };
    // Reads one px for each sample: a tenth of what the mean over all takes.
    this.#scaler = new Scaler(size, AV_PIX_FMT_GRAY8, 'neighbor', { orientation: UPRIGHT, hdr });
  }

  make(frame: Frame, seconds: number): LumaGrid {
    const { data, stride } = this.#scaler.plane(frame);
    return lumaGridOf(seconds, data, stride, this.#width, this.#height);
  }

  free(): void {
    this.#scaler.free();
  }
}
