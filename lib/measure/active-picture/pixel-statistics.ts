import type { LumaFrame } from '../measurements.ts';

/** What each pixel of the analysis frames was like over time. All arrays go row by row. */
export type PixelSummary = {
  /** In px. */
  width: number;
  height: number;
  /** In levels of luma. */
  mean: Float32Array;
  deviation: Float32Array;
  /** Mean absolute difference to the pixel on the right, and to the one below, in levels of luma. */
  stepX: Float32Array;
  stepY: Float32Array;
};

/** Sums up frames pixel by pixel, in memory that does not grow. */
export class PixelStatistics {
  #size = { width: 0, height: 0 };
  #count = 0;
  // 32 bits last for a hundred days of four frames per s; squares do not fit.
  #sum = new Uint32Array(0);
  #squares = new Float64Array(0);
  #stepX = new Uint32Array(0);
  #stepY = new Uint32Array(0);

  /** How many frames there were. */
  get count(): number {
    return this.#count;
  }

  add({ width, height, luma }: LumaFrame): void {
    if (this.#count === 0) {
      this.#size = { width, height };
      this.#squares = new Float64Array(luma.length);
      const make = () => new Uint32Array(luma.length);
      [this.#sum, this.#stepX, this.#stepY] = [make(), make(), make()];
    }
    this.#count++;
    addLevels(this.#sum, this.#squares, luma);
    addSteps(this.#stepX, this.#stepY, luma, width, height);
  }

  summary(): PixelSummary {
    const count = Math.max(1, this.#count);
    const mean = divided(this.#sum, count);
    const deviation = divided(this.#squares, count);
    for (let i = 0; i < mean.length; i++) {
      const variance = (deviation[i] as number) - (mean[i] as number) ** 2;
      deviation[i] = Math.sqrt(Math.max(0, variance));
    }
    const [stepX, stepY] = [divided(this.#stepX, count), divided(this.#stepY, count)];
    return { ...this.#size, mean, deviation, stepX, stepY };
  }
}

function divided(sums: Uint32Array | Float64Array, count: number): Float32Array {
  const means = new Float32Array(sums.length);
  for (let i = 0; i < means.length; i++) {
    means[i] = (sums[i] as number) / count;
  }
  return means;
}

/** Loops by themselves: V8 compiles them once instead of again and again. */
function addLevels(sum: Uint32Array, squares: Float64Array, luma: Uint8Array): void {
  for (let i = 0; i < luma.length; i++) {
    const level = luma[i] as number;
    sum[i] = (sum[i] as number) + level;
    squares[i] = (squares[i] as number) + level * level;
  }
}

function addSteps(
  stepX: Uint32Array,
  stepY: Uint32Array,
  luma: Uint8Array,
  width: number,
  height: number,
): void {
  for (let y = 0; y < height - 1; y++) {
    let i = y * width;
    for (const end = i + width - 1; i < end; i++) {
      const level = luma[i] as number;
      const x = ((luma[i + 1] as number) - level) | 0;
      const y = ((luma[i + width] as number) - level) | 0;
      stepX[i] = (stepX[i] as number) + (x < 0 ? -x : x);
      stepY[i] = (stepY[i] as number) + (y < 0 ? -y : y);
    }
  }
}
