import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { Log } from '../../util/log.ts';
import {
  ModelServerBusyError,
  ModelServerDroppedError,
  ModelServerGoneError,
  ModelServerUnreachableError,
} from './errors.ts';
import type { Place } from './place.ts';

/** Pause before a server that failed is checked again, in ms; it doubles with each failure. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Which servers get clips: one that fails is set aside and checked until it is well again. */
export class Availability {
  readonly #places: readonly Place[];
  readonly #patienceMs: number;
  readonly #onAvailable: () => void;
  readonly #log: Log;
  readonly #closing = new AbortController();
  /** When the last available server failed, while none is available; in ms. */
  #noneSince: number | undefined;
  #lastError: Error | undefined;

  /** @param patienceMs how long clips wait for a server to come back when none is available */
  constructor(places: readonly Place[], patienceMs: number, onAvailable: () => void, log: Log) {
    this.#places = places;
    this.#patienceMs = patienceMs;
    this.#onAvailable = onAvailable;
    this.#log = log;
  }

  /** Aborted by close(). */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  get hasAny(): boolean {
    return this.#places.some(({ state }) => state === 'available');
  }

  /**
   * How long a clip may wait for a server, in ms; endless while one is available.
   *
   * @throws ModelServerGoneError when no server has come back in time
   */
  patienceLeft(): number {
    if (this.#noneSince === undefined) {
      return Number.POSITIVE_INFINITY;
    }
    const left = this.#patienceMs - (performance.now() - this.#noneSince);
    if (left <= 0 && this.#lastError !== undefined) {
      throw new ModelServerGoneError(Math.round(this.#patienceMs / 1000), this.#lastError);
    }
    return left;
  }

  markAvailable(place: Place): void {
    place.state = 'available';
    place.known = true;
    place.wasGone = false;
    this.#noneSince = undefined;
    this.#onAvailable();
  }

  markUnavailable(place: Place, error: unknown): void {
    this.#lastError = error instanceof Error ? error : new Error(messageOf(error));
    place.failures++;
    place.wasGone ||= isGone(error);
    if (this.closed.aborted || place.state === 'unavailable') {
      return;
    }
    place.state = 'unavailable';
    if (!this.hasAny) {
      this.#noneSince ??= performance.now();
    }
    this.#log(`unavailable: ${messageOf(error)}`);
    void this.#checkAgain(place, error);
  }

  close(): void {
    this.#closing.abort();
  }

  async #checkAgain(place: Place, error: unknown): Promise<void> {
    const signal = this.closed;
    let asked = error instanceof ModelServerBusyError ? error.retryAfterSeconds : undefined;
    while (!signal.aborted) {
      const doubled = FIRST_PAUSE_MS * 2 ** Math.min(place.failures - 1, 10);
      const pause = Math.min(LONGEST_PAUSE_MS, asked === undefined ? doubled : asked * 1000);
      asked = undefined;
      try {
        await sleep(pause, undefined, { signal, ref: false });
        await (place.known
          ? place.server.check(signal, place.wasGone)
          : place.server.load(() => {}, signal));
        this.#log(`available again: ${place.server.url}`);
        this.markAvailable(place);
        return;
      } catch (failure) {
        place.failures++;
        place.wasGone ||= isGone(failure);
        this.#lastError = failure instanceof Error ? failure : undefined;
      }
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ModelServerUnreachableError || error instanceof ModelServerDroppedError;
}
