import { AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import type { ColourFrame } from '../../measure/colour/colour-meter.ts';
import type { Size } from './geometry.ts';
import { type Recording, Scaler } from './scale.ts';

/** In px, on the longer side: colours are told by their shares, to which 600 pixels are enough. */
const LONGER_SIDE = 32;
const SHORTEST_SIDE = 4;

/** Makes very small pictures in colour. */
export class ColourMaker {
  readonly #size: Size;
  readonly #scaler: Scaler;

  /** @param displayed size of the clip, in px */
  constructor(displayed: Size, recording: Recording) {
    const scale = LONGER_SIDE / Math.max(displayed.width, displayed.height);
    const side = (n: number) => Math.max(SHORTEST_SIDE, Math.round(n * scale));
    this.#size = { width: side(displayed.width), height: side(displayed.height) };
    // Twice the size each way, because 4:2:0 has one chroma sample for four of luma. One px is read for each
    // sample: the mean over all costs as much as an analysis frame does.
    const { width, height } = this.#size;
    const doubled = { width: 2 * width, height: 2 * height };
    this.#scaler = new Scaler(doubled, AV_PIX_FMT_YUVJ420P, 'neighbor', recording);
  }

  make(frame: Frame): ColourFrame {
    const { width, height } = this.#size;
    const scaled = this.#scaler.scale(frame);
    const [luma, blue, red] = [0, 1, 2].map((plane) => ({
      data: scaled.data?.[plane] ?? new Uint8Array(),
      stride: scaled.linesize[plane] ?? 0,
      step: plane === 0 ? 2 : 1,
    }));
    const copy = (from: typeof luma): Uint8Array => {
      const to = new Uint8Array(width * height);
      for (let y = 0; from && y < height; y++) {
        for (let x = 0; x < width; x++) {
          to[y * width + x] = from.data[y * from.step * from.stride + x * from.step] as number;
        }
      }
      return to;
    };
    return { width, height, luma: copy(luma), blue: copy(blue), red: copy(red) };
  }

  free(): void {
    this.#scaler.free();
  }
}
