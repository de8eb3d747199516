import FFT from 'fft.js';

/** Power spectra of real signals of one length. */
export class Spectrum {
  readonly #fft: FFT;
  readonly #window: Float64Array;
  readonly #windowed: Float64Array;
  /** Real and imaginary parts in turn. */
  readonly #bins: number[];

  /** @param size a power of two, in samples */
  constructor(size: number) {
    this.#fft = new FFT(size);
    // Hann's: what lies between two bins leaks into few others.
    this.#window = Float64Array.from(
      { length: size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size),
    );
    this.#windowed = new Float64Array(size);
    this.#bins = this.#fft.createComplexArray();
  }

  /** @param power of `size / 2` bins; is written */
  power(signal: Float32Array, power: Float64Array): void {
    for (let i = 0; i < this.#windowed.length; i++) {
      this.#windowed[i] = (signal[i] as number) * (this.#window[i] as number);
    }
    this.#fft.realTransform(this.#bins, this.#windowed);
    for (let i = 0; i < power.length; i++) {
      power[i] = (this.#bins[2 * i] as number) ** 2 + (this.#bins[2 * i + 1] as number) ** 2;
    }
  }
}
