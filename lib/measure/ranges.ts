import type { Range } from '../record/schema.ts';

/** Gathers the stretches of a clip during which something holds. */
export class Ranges {
  readonly #shortestSeconds: number;
  readonly #found: Range[] = [];
  #since: number | undefined;

  /** @param shortestSeconds stretches under this length, in s, are left out */
  constructor(shortestSeconds: number) {
    this.#shortestSeconds = shortestSeconds;
  }

  /** From `seconds` on it holds, or does not. Called in the order of time. */
  mark(seconds: number, holds: boolean): void {
    if (holds) {
      this.#since ??= seconds;
    } else {
      this.#close(seconds);
    }
  }

  /** Whether it has held up to a moment, for long enough to be told. */
  hasHeldUntil(seconds: number): boolean {
    return this.#since !== undefined && seconds - this.#since >= this.#shortestSeconds;
  }

  /** All stretches of a clip that ends at `endSeconds`. */
  until(endSeconds: number): Range[] {
    this.#close(endSeconds);
    return this.#found;
  }

  #close(seconds: number): void {
    if (this.#since !== undefined && this.hasHeldUntil(seconds)) {
      this.#found.push({ start_seconds: this.#since, end_seconds: seconds });
    }
    this.#since = undefined;
  }
}
