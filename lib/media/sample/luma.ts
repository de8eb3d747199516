import type { Frame } from 'node-av/lib';
import type { LumaFrame } from '../../measure/measurements.ts';
import type { Size } from './geometry.ts';
import { lumaScaler, type Recording, type Scaler } from './scale.ts';

/** Makes analysis frames. */
export class LumaMaker {
  readonly #size: Size;
  readonly #scaler: Scaler;

  constructor(size: Size, recording: Recording) {
    this.#size = size;
    this.#scaler = lumaScaler(size, recording);
  }

  /** The result is a copy of its own. */
  make(frame: Frame, timestampSeconds: number): LumaFrame {
    const { width, height } = this.#size;
    const { data, stride } = this.#scaler.plane(frame);
    const luma = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      luma.set(data.subarray(y * stride, y * stride + width), y * width);
    }
    return { timestampSeconds, width, height, luma };
  }

  free(): void {
    this.#scaler.free();
  }
}
