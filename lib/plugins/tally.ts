import type { Timings } from '../protocol/messages.ts';
import { counted } from '../record/files.ts';

/** What a `pending()` has counted so far. */
export type PendingCounts = {
  /** Clips of this shard: without shards, all. */
  own: number;
  upToDate: number;
  /** Clips without their subtitles. */
  waiting: number;
  /** Clips to be described. */
  pending: number;
};

/** What becomes of the clips of one `describe()`, for its progress and its summary. */
export class Tally {
  /** Of each `pending()` before it. */
  readonly counts = new Set<PendingCounts>();
  /** Clips that `describe()` has accepted. */
  taken = 0;
  described = 0;
  /** Paths of the clips that failed, each with why. */
  readonly failures = new Map<string, string>();
  /** Clips that the model was shown fewer frames of than were sampled. */
  withFewerFrames = 0;
  /** Described meanwhile by another run. */
  elsewhere = 0;
  /** Base names of the clips that are being described now. */
  readonly current = new Set<string>();
  /** When the first clip was taken in, in ms of `performance.now()`. */
  #begun: number | undefined;
  #timed = 0;
  readonly #times: Timings = { decode: 0, queue: 0, model: 0, network: 0 };

  take(): void {
    this.#begun ??= performance.now();
    this.taken++;
  }

  /** @param timings `undefined` from a daemon that does not send them */
  describe(timings: Timings | undefined): void {
    this.described++;
    if (timings !== undefined) {
      this.#timed++;
      for (const part of ['decode', 'queue', 'model', 'network'] as const) {
        this.#times[part] += timings[part];
      }
    }
  }

  /** How many clips there are, as far as is known. */
  get total(): number {
    return Math.max(this.#sum('pending'), this.taken);
  }

  get failed(): number {
    return this.failures.size;
  }

  /** Clips that are described or failed. */
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
      [this.#sum('upToDate'), 'up to date'],
      [this.elsewhere, 'described by another run'],
      [this.#sum('waiting'), 'waiting for subtitles'],
      [this.failed, 'failed'],
    ] as const) {
      if (count > 0) {
        parts.push(`${count} ${what}`);
      }
    }
    return `${parts.join(', ')} in ${shown(this.seconds)}`;
  }

  /** `14 of 31 clips described; run again for the rest`; `undefined` when no clip was taken in. */
  interruptedLine(): string | undefined {
    const done = this.described + this.elsewhere;
    return this.taken === 0
      ? undefined
      : `${done} of ${counted(this.total)} described; run again for the rest`;
  }

  /** `12 of 40 clips were shown with fewer frames …: context 2048; raise -c to 8192`; `undefined` when none was. */
  framesLine(why: string | undefined): string | undefined {
    const shown = this.withFewerFrames;
    return shown === 0
      ? undefined
      : `${shown} of ${counted(this.described)} ${shown === 1 ? 'was' : 'were'} shown to the model with fewer ` +
          `frames than were sampled${why === undefined ? '' : `: ${why}`}`;
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
    const { decode, queue, model, network } = this.#times;
    const mean = (seconds: number): string => shown(seconds / this.#timed);
    const onNetwork = network / this.#timed >= 0.005 ? `, ${mean(network)} on the network` : '';
    return `${perClip}; each took ${mean(decode)} to decode, ${mean(queue)} in the queue, ${mean(model)} in the model${onNetwork}`;
  }

  #sum(kind: keyof PendingCounts): number {
    return [...this.counts].reduce((sum, counts) => sum + counts[kind], 0);
  }
}

function shown(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}
