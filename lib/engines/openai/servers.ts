import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { ServerRoom } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import type { LoadProgress } from '../engine.ts';
import {
  ModelNotChosenError,
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerDroppedError,
  ModelServerError,
  ModelServerGoneError,
  ModelServerSilentError,
  ModelServerUnauthorizedError,
  ModelServerUnreachableError,
  ModelUnknownError,
} from './errors.ts';
import { ContextFull } from './no-room.ts';
import type { Server } from './server.ts';

/** How often a clip is tried, on one server or on several, before its failure is its own. */
const MOST_TRIES = 4;

/** Pause before a server that failed is checked again, in ms; it doubles with each failure. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** When one server is ready, the others have so long until the daemon is, in ms. */
const GRACE_MS = 2000;

/**
 * After so many answers in a row, a server that was full is asked about one clip more at the same time; after twice
 * as many each time that this was too much.
 */
const ANSWERS_BEFORE_MORE = 8;

/** A request to a server. */
type Job = {
  /** Whether no other of ours was under way at any moment. */
  isAlone: boolean;
  /** How many could be under way when it began. */
  limit: number;
};

type Place = {
  server: Server;
  readonly jobs: Set<Job>;
  /** Fewer than the server's slots once its context was full. */
  limit: number | undefined;
  /** Since the limit changed, and how many until it rises. */
  answers: number;
  answersBeforeMore: number;
  /** `unavailable`: gets no clips until a check succeeds. */
  state: 'starting' | 'available' | 'unavailable';
  /** Whether it has listed the model once. */
  known: boolean;
  /** Whether it may have been started again since it was last measured. */
  wasGone: boolean;
  /** Since its last answer to a clip. */
  failures: number;
};

/**
 * The servers behind `describe.server.base_url`. A clip goes to the least busy one that is available; one
 * that fails is checked again later, and its clips go to the others meanwhile.
 */
export class Servers {
  readonly #places: Place[];
  readonly #patienceMs: number;
  readonly #log: Log;
  readonly #closing = new AbortController();
  readonly #waiting = new Set<() => void>();
  /** When the last available server failed, while none is available; in ms. */
  #noneAvailableSince: number | undefined;
  #lastError: Error | undefined;

  /** @param patienceMs how long clips wait for a server to come back when none is available */
  constructor(servers: readonly Server[], patienceMs: number, log: Log) {
    this.#places = servers.map((server) => ({
      server,
      jobs: new Set(),
      limit: undefined,
      answers: 0,
      answersBeforeMore: ANSWERS_BEFORE_MORE,
      state: 'starting',
      known: false,
      wasGone: false,
      failures: 0,
    }));
    this.#patienceMs = patienceMs;
    this.#log = log;
  }

  get slots(): number {
    return this.#places.reduce((sum, { server }) => sum + server.slots, 0);
  }

  get room(): ServerRoom[] {
    return this.#places.map(({ server }) => ({ url: server.url, ...server.budget.figures() }));
  }

  /**
   * Settles when at least one server answers for the model; those that do not yet join later.
   *
   * @throws the first server's error when none does
   */
  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const loads = this.#places.map(async (place) => {
      await place.server.load(onProgress, either);
      this.#markAvailable(place);
    });
    const all = Promise.allSettled(loads);
    try {
      await Promise.any(loads);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof AggregateError ? error.errors[0] : error;
    }
    for (const [at, load] of loads.entries()) {
      const place = this.#places[at];
      load.catch((error: unknown) => place && this.#markUnavailable(place, error));
    }
    await Promise.race([all, sleep(GRACE_MS, undefined, { signal: either })]);
  }

  /**
   * Runs a job on a server. When the server fails, and not the job, the job is tried elsewhere or later; when the
   * server's context has no room for it beside others, with fewer at the same time.
   *
   * @throws what the job throws, ModelServerError when trying again has not helped
   * @throws ModelServerGoneError when no server has come back
   */
  async run<Result>(
    job: (server: Server, isAlone: () => boolean) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    let failures = 0;
    for (;;) {
      const { place, mine } = await this.#take(signal);
      try {
        const result = await job(place.server, () => mine.isAlone);
        this.#markAnswered(place);
        return result;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ContextFull) {
          this.#markFull(place, mine, error.message);
          continue;
        }
        if (!(error instanceof ModelServerError)) {
          throw error;
        }
        this.#markUnavailable(place, error);
        if (!this.#isWorthAnotherTry(error, ++failures)) {
          throw error;
        }
      } finally {
        place.jobs.delete(mine);
        this.#wake();
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#places.map(({ server }) => server.close()));
  }

  #isWorthAnotherTry(error: ModelServerError, tries: number): boolean {
    if (error instanceof ModelServerBusyError) {
      // It will have room later; the clip's own time limit ends this.
      return true;
    }
    const sameAgain =
      error instanceof ModelServerUnauthorizedError ||
      error instanceof ModelUnknownError ||
      error instanceof ModelNotChosenError ||
      error instanceof ModelServerAnswerError ||
      error instanceof ModelServerSilentError;
    return (
      tries < MOST_TRIES && (!sameAgain || this.#places.some(({ state }) => state === 'available'))
    );
  }

  /** The least busy available server, as soon as one has a free slot. */
  async #take(signal: AbortSignal): Promise<{ place: Place; mine: Job }> {
    for (;;) {
      signal.throwIfAborted();
      const [place] = this.#places
        .filter((each) => each.state === 'available' && each.jobs.size < limitOf(each))
        .toSorted((a, b) => a.jobs.size / limitOf(a) - b.jobs.size / limitOf(b));
      if (place !== undefined) {
        return { place, mine: begin(place) };
      }
      const left = this.#patienceLeft();
      if (left <= 0 && this.#lastError !== undefined) {
        throw new ModelServerGoneError(Math.round(this.#patienceMs / 1000), this.#lastError);
      }
      await this.#change(signal, left);
    }
  }

  /** In ms; endless while a server is available. */
  #patienceLeft(): number {
    return this.#noneAvailableSince === undefined
      ? Number.POSITIVE_INFINITY
      : this.#patienceMs - (performance.now() - this.#noneAvailableSince);
  }

  #change(signal: AbortSignal, withinMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = Number.isFinite(withinMs) ? setTimeout(() => done(), withinMs) : undefined;
      const leave = () => done(signal.reason);
      const woken = () => done();
      const done = (reason?: unknown) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        this.#waiting.delete(woken);
        if (reason === undefined) {
          resolve();
        } else {
          reject(reason);
        }
      };
      this.#waiting.add(woken);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** In the order in which they began to wait. */
  #wake(): void {
    for (const woken of [...this.#waiting]) {
      woken();
    }
  }

  #markAnswered(place: Place): void {
    place.failures = 0;
    place.answers++;
    if (place.limit !== undefined && place.answers >= place.answersBeforeMore) {
      place.limit = place.limit < place.server.slots ? place.limit + 1 : undefined;
      place.answers = 0;
    }
  }

  /** Those that failed together count once. */
  #markFull(place: Place, { limit }: Job, said: string): void {
    place.answers = 0;
    if (limit === limitOf(place) && limit > 1) {
      place.limit = Math.floor(limit / 2);
      place.answersBeforeMore *= 2;
      this.#log(
        `${place.server.url} has no room for ${limit} clips at a time (${said}); asked about ${place.limit} now`,
      );
    }
  }

  #markAvailable(place: Place): void {
    place.state = 'available';
    place.known = true;
    place.wasGone = false;
    this.#noneAvailableSince = undefined;
    this.#wake();
  }

  #markUnavailable(place: Place, error: unknown): void {
    this.#lastError = error instanceof Error ? error : new Error(messageOf(error));
    place.failures++;
    place.wasGone ||= isGone(error);
    if (this.#closing.signal.aborted || place.state === 'unavailable') {
      return;
    }
    place.state = 'unavailable';
    if (this.#places.every(({ state }) => state !== 'available')) {
      this.#noneAvailableSince ??= performance.now();
    }
    this.#log(`unavailable: ${messageOf(error)}`);
    void this.#checkAgain(place, error);
  }

  async #checkAgain(place: Place, error: unknown): Promise<void> {
    const { signal } = this.#closing;
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
        this.#markAvailable(place);
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

/** How many clips it is asked about at the same time. */
function limitOf({ limit, server }: Place): number {
  return Math.min(limit ?? server.slots, server.slots);
}

function begin(place: Place): Job {
  const job = { isAlone: place.jobs.size === 0, limit: limitOf(place) };
  place.jobs.add(job);
  if (!job.isAlone) {
    for (const each of place.jobs) {
      each.isAlone = false;
    }
  }
  return job;
}
