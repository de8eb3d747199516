/** Lets a number of jobs run at the same time; the others wait for their turn in order. */
export class Semaphore {
  readonly #count: () => number;
  #taken = 0;
  readonly #waiting: Array<() => void> = [];

  /** @param count asked each time, since an engine may learn while it loads how many it has */
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
      this.#admit();
    });
  }

  #giveBack(): void {
    this.#taken--;
    this.#admit();
  }

  /** A slot is taken in the name of who waits, so nobody can slip in between. */
  #admit(): void {
    while (this.#waiting.length > 0 && this.#taken < this.#count()) {
      this.#taken++;
      this.#waiting.shift()?.();
    }
  }
}
