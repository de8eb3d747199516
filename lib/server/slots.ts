/** Lets a number of jobs run at the same time; the others wait for their turn in order. */
export class Slots {
  readonly #count: () => number;
  #taken = 0;
  readonly #waiting: Array<() => void> = [];

  /** @param count how many; asked anew for each job */
  constructor(count: () => number) {
    this.#count = count;
  }

  /** @throws the signal's reason, when it is aborted before the job's turn has come. */
  async run<Result>(job: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.#take(signal);
    try {
      return await job();
    } finally {
      this.#giveBack();
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#taken < this.#count()) {
      this.#taken++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal.reason);
      };
      this.#waiting.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #giveBack(): void {
    // The slot goes over to the next in line, so nobody can slip in between.
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#taken--;
    } else {
      next();
    }
  }
}
