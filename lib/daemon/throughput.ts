/** The rate is that of so many clips: long enough to be steady, short enough to follow a change. */
const MOST_TIMES = 20;

/** How fast clips are described, from the times at which they were done. */
export class Throughput {
  /** In ms of `performance.now()`. */
  readonly #times: number[] = [];

  /** To be called when a clip is done with, described or failed. */
  done(): void {
    this.#times.push(performance.now());
    if (this.#times.length > MOST_TIMES) {
      this.#times.shift();
    }
  }

  /** To be called when nothing is in flight: the pause until the next clip tells nothing of its rate. */
  pause(): void {
    this.#times.length = 0;
  }

  /** How long so many clips take, in whole seconds; `undefined` before two were done. */
  secondsFor(clips: number): number | undefined {
    const [first, last] = [this.#times[0], this.#times.at(-1)];
    if (first === undefined || last === undefined || this.#times.length < 2) {
      return undefined;
    }
    const each = (last - first) / (this.#times.length - 1);
    return Math.round((each * clips) / 1000);
  }
}
