/** Numbers that look random and are the same for the same seed. */
export class RandomWeights {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Evenly between -scale and scale. */
  even(length: number, scale: number): Float32Array {
    const values = new Float32Array(length);
    for (let at = 0; at < length; at++) {
      // A linear congruential generator (Numerical Recipes).
      this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
      values[at] = (this.#state / 2 ** 31 - 1) * scale;
    }
    return values;
  }
}
