import type { ServerFigures } from '../../protocol/messages.ts';

/** So many of the last answers are looked at for how long they take. */
const MOST_ANSWERS = 256;

/** With fewer, how long an answer usually takes is not known. */
const ENOUGH_ANSWERS = 8;

/** What one server has done since the daemon was started. */
export class ServerMeter {
  #done = 0;
  #failed = 0;
  #tokens = 0;
  /** The last ones, in s; the oldest is overwritten. */
  readonly #seconds: number[] = [];
  /** While at least one request is under way. */
  #busySince: number | undefined;
  #busyMs = 0;

  answered(seconds: number, tokens: number): void {
    this.#seconds[this.#done % MOST_ANSWERS] = seconds;
    this.#done++;
    this.#tokens += tokens;
  }

  failed(): void {
    this.#failed++;
  }

  /** To be called when the number of requests under way has changed. */
  busy(isBusy: boolean, now = performance.now()): void {
    if (isBusy) {
      this.#busySince ??= now;
    } else if (this.#busySince !== undefined) {
      this.#busyMs += now - this.#busySince;
      this.#busySince = undefined;
    }
  }

  /** How long an answer usually takes, in s; `undefined` while that is not known. */
  get usualSeconds(): number | undefined {
    return this.#seconds.length < ENOUGH_ANSWERS ? undefined : this.#quantile(0.5);
  }

  figures(): Pick<
    ServerFigures,
    'done' | 'failed' | 'p50_seconds' | 'p95_seconds' | 'tokens_per_second'
  > {
    const running = this.#busySince === undefined ? 0 : performance.now() - this.#busySince;
    const seconds = (this.#busyMs + running) / 1000;
    return {
      done: this.#done,
      failed: this.#failed,
      ...(this.#done > 0 && {
        p50_seconds: rounded(this.#quantile(0.5)),
        p95_seconds: rounded(this.#quantile(0.95)),
      }),
      ...(this.#tokens > 0 &&
        seconds > 0 && { tokens_per_second: rounded(this.#tokens / seconds) }),
    };
  }

  /** The value that such a share of the last answers does not exceed (nearest rank). */
  #quantile(share: number): number {
    const sorted = this.#seconds.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
