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
import { pauseAfter } from './retry-after.ts';

/** How long clips wait when no server is available, in ms. */
export type Patience = {
  /** For one to come back. */
  gone: number;
  /** For one to have room that is there and refuses all. */
  full: number;
};

/** Which servers get clips: one that fails is set aside and checked until it is well again. */
export class Availability {
  readonly #places: readonly Place[];
  readonly #patience: Patience;
  readonly #onAvailable: () => void;
  readonly #log: Log;
  readonly #closing = new AbortController();
  /** Since when no server is of use, in ms: none answers, or each refuses all. */
  #uselessSince: number | undefined;
  #lastError: Error | undefined;

  constructor(places: readonly Place[], patience: Patience, onAvailable: () => void, log: Log) {
    this.#places = places;
    this.#patience = patience;
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
   * @throws ModelServerGoneError when no server has come back in time, or had room for anything
   */
  patienceLeft(): number {
    if (this.#uselessSince === undefined || this.hasAny) {
      return Number.POSITIVE_INFINITY;
    }
    const { gone, full } = this.#patience;
    const most = this.#places.some(({ isFull }) => isFull) ? full : gone;
    const left = most - (performance.now() - this.#uselessSince);
    if (left <= 0 && this.#lastError !== undefined) {
      throw new ModelServerGoneError(Math.round(most / 1000), this.#lastError);
    }
    return left;
  }

  /** To be called when a server has answered to a clip. */
  answered(): void {
    this.#uselessSince = undefined;
  }

  markAvailable(place: Place): void {
    place.state = 'available';
    place.known = true;
    place.wasGone = false;
    // One that was full is of use again when it takes a clip.
    if (!place.isFull) {
      this.#uselessSince = undefined;
    }
    this.#onAvailable();
  }

  markUnavailable(place: Place, error: unknown): void {
    this.#note(place, error);
    if (this.closed.aborted || place.state === 'unavailable') {
      return;
    }
    place.state = 'unavailable';
    if (!this.hasAny) {
      this.#uselessSince ??= performance.now();
    }
    this.#log(`unavailable: ${messageOf(error)}`);
    void this.#checkAgain(place, error);
  }

  #note(place: Place, error: unknown): void {
    const isFull = error instanceof ModelServerBusyError;
    if (place.isFull && !isFull && this.#uselessSince !== undefined) {
      // From here on it is waited for as for one that is gone.
      this.#uselessSince = performance.now();
    }
    this.#lastError = error instanceof Error ? error : new Error(messageOf(error));
    place.isFull = isFull;
    place.failures++;
    place.wasGone ||= isGone(error);
  }

  close(): void {
    this.#closing.abort();
  }

  async #checkAgain(place: Place, error: unknown): Promise<void> {
    const signal = this.closed;
    let asked = retryAfterOf(error);
    while (!signal.aborted) {
      try {
        await sleep(pauseAfter(place.failures, asked), undefined, { signal, ref: false });
        await (place.known
          ? place.server.check(signal, place.wasGone)
          : place.server.load(() => {}, signal));
        this.#log(`available again: ${place.server.url}`);
        this.markAvailable(place);
        return;
      } catch (failure) {
        this.#note(place, failure);
        asked = retryAfterOf(failure);
      }
    }
  }
}

function retryAfterOf(error: unknown): number | undefined {
  return error instanceof ModelServerBusyError ? error.retryAfterSeconds : undefined;
}

function isGone(error: unknown): boolean {
  return error instanceof ModelServerUnreachableError || error instanceof ModelServerDroppedError;
}
