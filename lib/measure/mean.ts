/** The mean of numbers that come one by one; 0 when none came. */
export class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  get value(): number {
    return this.#count > 0 ? this.#sum / this.#count : 0;
  }
}
