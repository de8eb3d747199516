/** Lets a number of jobs run at the same time; the others wait for their turn in order. */
export class Semaphore {
  readonly #count: () => number;
  #taken = 0;
  readonly #waiting: Array<() => void> = [];

  /** @param count asked each time, since an engine may learn while it loads how many it has */
  constructor(count: () => number) {
    this.#count = count;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a place.
   *
   * @returns gives the place back
   * @throws the signal's reason, when it is aborted before the turn has come
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(admit), 1);
        reject(signal.reason);
      };
      this.#waiting.push(admit);
      signal.addEventListener('abort', leave, { once: true });
      this.#admit();
    });
    return () => {
      this.#taken--;
      this.#admit();
    };
  }

  /** A place is taken in the name of who waits, so nobody can slip in between. */
  #admit(): void {
    while (this.#waiting.length > 0 && this.#taken < this.#count()) {
      this.#taken++;
      this.#waiting.shift()?.();
    }
  }
}
