/** Power spectra of real signals of one length, by the radix-2 FFT (Cooley and Tukey 1965). */
export class Spectrum {
  /** Half of the signal's: two of its samples are one complex number. */
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  /** Where each number goes: its index with its bits in reverse. */
  readonly #reversed: Uint32Array;

  /** @param length of the signals in samples, a power of two */
  constructor(length: number) {
    const size = length / 2;
    const bits = Math.log2(size);
    const angle = (i: number): number => (2 * Math.PI * i) / length;
    this.#size = size;
    // Hann's: what lies between two bins leaks into few others.
    this.#window = Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos(angle(i)));
    this.#cosines = Float64Array.from({ length: size }, (_, i) => Math.cos(angle(i)));
    this.#sines = Float64Array.from({ length: size }, (_, i) => -Math.sin(angle(i)));
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

  /** @param power of half as many bins as the signal has samples; is written */
  power(signal: Float32Array, power: Float64Array): void {
    const window = this.#window;
    for (let i = 0; i < this.#size; i++) {
      const to = this.#reversed[i] as number;
      this.#real[to] = (signal[2 * i] as number) * (window[2 * i] as number);
      this.#imaginary[to] = (signal[2 * i + 1] as number) * (window[2 * i + 1] as number);
    }
    transform(this.#real, this.#imaginary, this.#cosines, this.#sines);
    unpack(this.#real, this.#imaginary, this.#cosines, this.#sines, power);
  }
}

/** In place, of numbers in reversed order. Loops by themselves, without objects: a fifth of the time. */
function transform(
  real: Float64Array,
  imaginary: Float64Array,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const size = real.length;
  for (let half = 1; half < size; half *= 2) {
    // The tables are for twice as many numbers.
    const step = size / half;
    for (let k = 0; k < half; k++) {
      const cosine = cosines[k * step] as number;
      const sine = sines[k * step] as number;
      for (let even = k; even < size; even += 2 * half) {
        const odd = even + half;
        const re = real[odd] as number;
        const im = imaginary[odd] as number;
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

/** The spectrum of the real signal from that of its samples in pairs: their even and odd ones are told apart by symmetry. */
function unpack(
  real: Float64Array,
  imaginary: Float64Array,
  cosines: Float64Array,
  sines: Float64Array,
  power: Float64Array,
): void {
  const size = real.length;
  for (let k = 0; k < size; k++) {
    const mirrored = (size - k) % size;
    const evenRe = ((real[k] as number) + (real[mirrored] as number)) / 2;
    const evenIm = ((imaginary[k] as number) - (imaginary[mirrored] as number)) / 2;
    const oddRe = ((imaginary[k] as number) + (imaginary[mirrored] as number)) / 2;
    const oddIm = ((real[mirrored] as number) - (real[k] as number)) / 2;
    const cosine = cosines[k] as number;
    const sine = sines[k] as number;
    const re = evenRe + oddRe * cosine - oddIm * sine;
    const im = evenIm + oddRe * sine + oddIm * cosine;
    power[k] = re * re + im * im;
  }
}
