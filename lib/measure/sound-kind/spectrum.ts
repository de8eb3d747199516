/** Power spectra of real signals of one length, by the radix-2 FFT (Cooley and Tukey 1965). */
export class Spectrum {
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  /** Where each sample goes: its index with its bits in reverse. */
  readonly #reversed: Uint32Array;

  /** @param size a power of two, in samples */
  constructor(size: number) {
    this.#size = size;
    const bits = Math.log2(size);
    const angle = (i: number) => (2 * Math.PI * i) / size;
    // Hann's: what lies between two bins leaks into few others.
    this.#window = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos(angle(i)));
    this.#cosines = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos(angle(i)));
    this.#sines = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin(angle(i)));
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
    this.#reversed = Uint32Array.from({ length: size }, (_, i) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) {
        reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
      }
      return reversed;
    });
  }

  /** @param power of `size / 2` bins; is written */
  power(signal: Float32Array, power: Float64Array): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    for (let i = 0; i < this.#size; i++) {
      real[this.#reversed[i] as number] = (signal[i] as number) * (this.#window[i] as number);
    }
    imaginary.fill(0);
    for (let half = 1; half < this.#size; half *= 2) {
      this.#butterflies(half);
    }
    for (let i = 0; i < power.length; i++) {
      power[i] = (real[i] as number) ** 2 + (imaginary[i] as number) ** 2;
    }
  }

  #butterflies(half: number): void {
    const [real, imaginary] = [this.#real, this.#imaginary];
    const step = this.#size / (2 * half);
    for (let start = 0; start < this.#size; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const [even, odd] = [start + k, start + k + half];
        const [cosine, sine] = [this.#cosines[k * step] as number, this.#sines[k * step] as number];
        const [re, im] = [real[odd] as number, imaginary[odd] as number];
        const turnedRe = re * cosine - im * sine;
        const turnedIm = re * sine + im * cosine;
        real[odd] = (real[even] as number) - turnedRe;
        imaginary[odd] = (imaginary[even] as number) - turnedIm;
        real[even] = (real[even] as number) + turnedRe;
        imaginary[even] = (imaginary[even] as number) + turnedIm;
      }
    }
  }
}
