import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../errors.ts';
import type { ServerFigures } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import type { LoadProgress } from '../engine.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
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
import { ServerMeter } from './server-meter.ts';

/** How often a clip is tried, on one server or on several, before its failure is its own. */
const MOST_TRIES = 4;

/** Pause before a server that failed is checked again, in ms; it doubles with each failure. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** When one server is ready, the others have so long until the daemon is, in ms. */
const GRACE_MS = 2000;

/** Pause between two looks for a free slot for a request that takes long, in ms. */
const HEDGE_LOOK_MS = 200;

/** Why a request was given up: the same was answered elsewhere. */
const ANSWERED_ELSEWHERE = new Error('another server was quicker');

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
  readonly limit: ConcurrencyLimit;
  readonly meter: ServerMeter;
  /** `unavailable`: gets no clips until a check succeeds. */
  state: 'starting' | 'available' | 'unavailable';
  /** Whether it has listed the model once. */
  known: boolean;
  /** Whether it may have been started again since it was last measured. */
  wasGone: boolean;
  /** Since its last answer to a clip. */
  failures: number;
};

/** Asks a server. */
type ServerJob = (server: Server, isAlone: () => boolean, signal: AbortSignal) => Promise<Reply>;

type Taken = { place: Place; mine: Job };

/** A server has no room for a request beside those that it works on. */
class FullBesideOthers extends Error {}

/**
 * The servers behind `describe.server.base_url`. A clip goes to the least busy one that is available; one
 * that fails is checked again later, and its clips go to the others meanwhile.
 */
export class Servers {
  readonly #places: Place[];
  readonly #patienceMs: number;
  readonly #log: Log;
  readonly #hedge: number | undefined;
  readonly #closing = new AbortController();
  readonly #waiting = new Set<() => void>();
  /** When the last available server failed, while none is available; in ms. */
  #noneAvailableSince: number | undefined;
  #lastError: Error | undefined;

  /**
   * @param patienceMs how long clips wait for a server to come back when none is available
   * @param hedge as in `describe.server.hedge`
   */
  constructor(servers: readonly Server[], patienceMs: number, log: Log, hedge?: number) {
    this.#hedge = hedge;
    this.#places = servers.map((server) => ({
      server,
      jobs: new Set(),
      limit: new ConcurrencyLimit(server.leastSlots, () => server.slots),
      meter: new ServerMeter(),
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

  get figures(): ServerFigures[] {
    return this.#places.map(({ server, jobs, limit, meter, state }) => ({
      url: server.url,
      ...server.budget.figures(),
      slots: limit.now,
      in_flight: jobs.size,
      ...meter.figures(),
      set_aside: state !== 'available',
    }));
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
   * server's context has no room for it beside others, with fewer at the same time; when it takes far longer than usual
   * and another server has a free slot, there as well, if that is wanted.
   *
   * @throws what the job throws, ModelServerError when trying again has not helped
   * @throws ModelServerGoneError when no server has come back
   */
  async run(job: ServerJob, signal: AbortSignal): Promise<Reply> {
    let failures = 0;
    for (;;) {
      const taken = await this.#take(signal);
      try {
        return await this.#runHedged(job, taken, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ContextFull || error instanceof FullBesideOthers) {
          continue;
        }
        if (!(error instanceof ModelServerError) || !this.#isWorthAnotherTry(error, ++failures)) {
          throw error;
        }
      }
    }
  }

  /** @throws what the first one throws, unless the second answers */
  async #runHedged(job: ServerJob, taken: Taken, signal: AbortSignal): Promise<Reply> {
    if (this.#hedge === undefined || this.#places.length < 2) {
      return this.#attempt(job, taken, signal);
    }
    const settled = new AbortController();
    const either = AbortSignal.any([signal, settled.signal]);
    const first = this.#attempt(job, taken, either);
    try {
      const other = await Promise.race([
        first.then(() => undefined),
        this.#whenLate(taken.place, either),
      ]);
      if (other === undefined || !isFree(other)) {
        return await first;
      }
      this.#log(`${taken.place.server.url} takes long; ${other.server.url} is asked as well`);
      const second = this.#attempt(job, { place: other, mine: begin(other) }, either);
      return await Promise.any([first, second]).catch(() => first);
    } finally {
      settled.abort(ANSWERED_ELSEWHERE);
    }
  }

  async #attempt(job: ServerJob, { place, mine }: Taken, signal: AbortSignal): Promise<Reply> {
    const begun = performance.now();
    try {
      const result = await job(place.server, () => mine.isAlone, signal);
      place.failures = 0;
      place.limit.answered(place.jobs.size >= place.limit.now);
      place.meter.answered((performance.now() - begun) / 1000, result.tokens?.out ?? 0);
      return result;
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      throw this.#blame(place, mine, error);
    } finally {
      place.jobs.delete(mine);
      place.meter.busy(place.jobs.size > 0);
      this.#wake();
    }
  }

  /** What follows for the server from a request that failed. */
  #blame(place: Place, mine: Job, error: unknown): unknown {
    if (error instanceof ContextFull) {
      this.#sayIfFewer(place, error.message, (limit) => limit.full(mine.limit));
    } else if (error instanceof ModelServerBusyError) {
      const others = place.jobs.size - 1;
      this.#sayIfFewer(place, error.message, (limit) => limit.fullBeside(others, mine.limit));
      if (others > 0 && error.retryAfterSeconds === undefined) {
        // It works on the others: nothing is wrong with it.
        return new FullBesideOthers();
      }
      this.#markUnavailable(place, error);
    } else if (error instanceof ModelServerError) {
      place.meter.failed();
      this.#markUnavailable(place, error);
    }
    return error;
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
  async #take(signal: AbortSignal): Promise<Taken> {
    for (;;) {
      signal.throwIfAborted();
      const place = this.#freePlace();
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

  #freePlace(except?: Place): Place | undefined {
    return this.#places
      .filter((each) => each !== except && isFree(each))
      .toSorted((a, b) => a.jobs.size / a.limit.now - b.jobs.size / b.limit.now)[0];
  }

  /**
   * A free place on another server, once a request has taken far longer than usual.
   *
   * @throws the signal's reason
   */
  async #whenLate(first: Place, signal: AbortSignal): Promise<Place> {
    const begun = performance.now();
    for (;;) {
      await sleep(HEDGE_LOOK_MS, undefined, { signal });
      const { usualSeconds } = first.meter;
      const most = (this.#hedge ?? 0) * 1000 * (usualSeconds ?? Number.POSITIVE_INFINITY);
      const place = performance.now() - begun > most ? this.#freePlace(first) : undefined;
      if (place !== undefined) {
        return place;
      }
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

  #sayIfFewer(
    { server, limit }: Place,
    said: string,
    isFewer: (limit: ConcurrencyLimit) => boolean,
  ): void {
    const before = limit.now;
    if (isFewer(limit)) {
      this.#log(
        `${server.url} has no room for ${before} clips at a time (${said}); asked about ${limit.now} now`,
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

function isFree({ state, jobs, limit }: Place): boolean {
  return state === 'available' && jobs.size < limit.now;
}

function begin(place: Place): Job {
  const job = { isAlone: place.jobs.size === 0, limit: place.limit.now };
  place.jobs.add(job);
  place.meter.busy(true);
  if (!job.isAlone) {
    for (const each of place.jobs) {
      each.isAlone = false;
    }
  }
  return job;
}
