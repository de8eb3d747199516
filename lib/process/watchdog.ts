/** A limit is counted in so many steps. */
const STEPS = 10;

/**
 * Calls back when nothing was heard for a time. The time is counted in steps, and one that comes
 * late counts once: when this process or the whole machine was suspended (SIGSTOP, a laptop's lid, a
 * frozen VM), the other side gets its time again before it is taken for dead.
 */
export class Watchdog {
  readonly #limitMs: number;
  readonly #onSilence: () => void;
  #steps = 0;
  #timer: NodeJS.Timeout | undefined;
  #stepMs = 0;

  constructor(limitMs: number, onSilence: () => void) {
    this.#limitMs = limitMs;
    this.#onSilence = onSilence;
  }

  /** Starts the time anew. It keeps no process alive. */
  heard(limitMs = this.#limitMs): void {
    this.#steps = 0;
    if (this.#timer === undefined || this.#stepMs !== limitMs / STEPS) {
      this.stop();
      this.#stepMs = limitMs / STEPS;
      this.#timer = setInterval(() => this.#step(), this.#stepMs).unref();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #step(): void {
    this.#steps++;
    // A time that starts between two steps is counted from the next one.
    if (this.#steps > STEPS) {
      this.stop();
      this.#onSilence();
    }
  }
}
