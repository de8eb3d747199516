import type { Timings } from '../protocol/messages.ts';
import { counted } from '../record/files.ts';

/** What becomes of the clips of one run; the plugins count, and tell it at the end. */
export class Tally {
  upToDate = 0;
  waiting = 0;
  /** Clips that `pending()` has found are to be described. */
  pending = 0;
  /** Clips that `describe()` has taken in. */
  taken = 0;
  described = 0;
  failed = 0;
  /** Found described by another run when their turn came. */
  elsewhere = 0;
  /** Base names of the clips that are being described now. */
  readonly current = new Set<string>();
  /** When the first clip was taken in, in ms of `performance.now()`. */
  #begun: number | undefined;
  #timed = 0;
  readonly #times: Timings = { decode: 0, queue: 0, model: 0 };

  take(): void {
    this.#begun ??= performance.now();
    this.taken++;
  }

  /** @param timings of the daemon; some do not tell them */
  describe(timings: Timings | undefined): void {
    this.described++;
    if (timings !== undefined) {
      this.#timed++;
      for (const part of ['decode', 'queue', 'model'] as const) {
        this.#times[part] += timings[part];
      }
    }
  }

  /** Clips that have been dealt with, well or not. */
  get done(): number {
    return this.described + this.failed + this.elsewhere;
  }

  /** Since the first clip was taken in. */
  get seconds(): number {
    return this.#begun === undefined ? 0 : (performance.now() - this.#begun) / 1000;
  }

  /** `5 clips described, 2 up to date, 1 waiting, 1 failed in 12.3 s`. */
  summary(): string {
    const parts = [`${counted(this.described)} described`];
    for (const [count, what] of [
      [this.upToDate, 'up to date'],
      [this.elsewhere, 'described by another run'],
      [this.waiting, 'waiting for subtitles'],
      [this.failed, 'failed'],
    ] as const) {
      if (count > 0) {
        parts.push(`${count} ${what}`);
      }
    }
    return `${parts.join(', ')} in ${shown(this.seconds)}`;
  }

  /** `2.46 s per clip; on average 0.41 s decoding, …`; `undefined` when nothing was described. */
  timesLine(): string | undefined {
    if (this.described === 0) {
      return undefined;
    }
    const perClip = `${shown(this.seconds / this.described)} per clip`;
    if (this.#timed === 0) {
      return perClip;
    }
    const { decode, queue, model } = this.#times;
    const mean = (seconds: number): string => shown(seconds / this.#timed);
    return `${perClip}; each took ${mean(decode)} to decode, ${mean(queue)} in the queue, ${mean(model)} in the model`;
  }
}

function shown(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}
