import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerFigures } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import type { LoadProgress } from '../engine.ts';
import { Availability, type Patience } from './availability.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import {
  ModelNotChosenError,
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerError,
  ModelServerSilentError,
  ModelServerUnauthorizedError,
  ModelUnknownError,
} from './errors.ts';
import { ContextFull } from './no-room.ts';
import { type Job, Place } from './place.ts';
import type { Server } from './server.ts';

/** How often a clip is tried, on one server or on several, before its failure is its own. */
const MOST_TRIES = 4;

/** When one server is ready, the others have so long until the daemon is, in ms. */
const GRACE_MS = 2000;

/** Pause between two looks for a free slot for a request that takes long, in ms. */
const HEDGE_LOOK_MS = 200;

/** Why a request was given up: the same was answered elsewhere. */
const ANSWERED_ELSEWHERE = new Error('another server was quicker');

/** Asks a server. */
type ServerJob = (server: Server, isAlone: () => boolean, signal: AbortSignal) => Promise<Reply>;

type Taken = { place: Place; job: Job };

/** A server has no room for a request beside those that it works on. */
class FullBesideOthers extends Error {}

/**
 * The servers behind `describe.server.base_url`. A clip goes to the least busy one that is available; one
 * that fails is checked again later, and its clips go to the others meanwhile.
 */
export class Servers {
  readonly #places: readonly Place[];
  readonly #availability: Availability;
  readonly #log: Log;
  readonly #hedge: number | undefined;
  readonly #waiting = new Set<() => void>();

  /**
   * @param hedge as in `describe.server.hedge`
   */
  constructor(servers: readonly Server[], patience: Patience, log: Log, hedge?: number) {
    this.#places = servers.map((server) => new Place(server));
    this.#availability = new Availability(this.#places, patience, () => this.#wake(), log);
    this.#log = log;
    this.#hedge = hedge;
  }

  get slots(): number {
    return this.#places.reduce((sum, { server }) => sum + server.slots, 0);
  }

  get figures(): ServerFigures[] {
    return this.#places.map(({ figures }) => figures);
  }

  /**
   * Settles when at least one server answers for the model; those that do not yet join later.
   *
   * @throws the first server's error when none does
   */
  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#availability.closed]);
    const loads = this.#places.map(async (place) => {
      await place.server.load(onProgress, either);
      this.#availability.markAvailable(place);
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
      load.catch((error: unknown) => place && this.#availability.markUnavailable(place, error));
    }
    await Promise.race([all, sleep(GRACE_MS, undefined, { signal: either })]);
  }

  /**
   * Asks a server. When the server fails, and not the request, it is tried elsewhere or later; when the
   * server's context has no room for it beside others, with fewer at the same time; when it takes far longer than usual
   * and another server has a free slot, there as well, if that is wanted.
   *
   * @param except not there, unless no other is available
   * @throws what `ask` throws, ModelServerError when trying again has not helped
   * @throws ModelServerGoneError when no server has come back, or had room for anything
   */
  async run(ask: ServerJob, signal: AbortSignal, except?: Server): Promise<Reply> {
    let failures = 0;
    for (;;) {
      const taken = await this.#take(signal, except);
      try {
        return await this.#runHedged(ask, taken, signal);
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
  async #runHedged(ask: ServerJob, taken: Taken, signal: AbortSignal): Promise<Reply> {
    if (this.#hedge === undefined || this.#places.length < 2) {
      return this.#attempt(ask, taken, signal);
    }
    const settled = new AbortController();
    const either = AbortSignal.any([signal, settled.signal]);
    const first = this.#attempt(ask, taken, either);
    try {
      const other = await Promise.race([
        first.then(() => undefined),
        this.#whenLate(taken.place, either),
      ]);
      if (other === undefined || !other.isFree) {
        return await first;
      }
      this.#log(`${taken.place.server.url} takes long; ${other.server.url} is asked as well`);
      const second = this.#attempt(ask, { place: other, job: other.begin() }, either);
      return await Promise.any([first, second]).catch(() => first);
    } finally {
      settled.abort(ANSWERED_ELSEWHERE);
    }
  }

  async #attempt(ask: ServerJob, { place, job }: Taken, signal: AbortSignal): Promise<Reply> {
    const begun = performance.now();
    try {
      const reply = await ask(place.server, () => job.isAlone, signal);
      place.answered(reply, (performance.now() - begun) / 1000);
      this.#availability.answered();
      return reply;
    } catch (error) {
      if (signal.aborted) {
        throw error;
      }
      throw this.#blame(place, job, error);
    } finally {
      place.end(job);
      this.#wake();
    }
  }

  /** What follows for the server from a request that failed. */
  #blame(place: Place, job: Job, error: unknown): unknown {
    if (error instanceof ContextFull) {
      this.#sayIfFewer(place, error.message, (limit) => limit.full(job.limit));
    } else if (error instanceof ModelServerBusyError) {
      const others = place.inFlight - 1;
      this.#sayIfFewer(place, error.message, (limit) => limit.fullBeside(others, job.limit));
      if (others > 0 && error.retryAfterSeconds === undefined) {
        // It works on the others: nothing is wrong with it.
        return new FullBesideOthers();
      }
      if (others === 0) {
        place.limit.fullAlone();
      }
      this.#availability.markUnavailable(place, error);
    } else if (error instanceof ModelServerError) {
      place.failed();
      this.#availability.markUnavailable(place, error);
    }
    return error;
  }

  async close(): Promise<void> {
    this.#availability.close();
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
    return tries < MOST_TRIES && (!sameAgain || this.#availability.hasAny);
  }

  /** The least busy available server, as soon as one has a free slot. */
  async #take(signal: AbortSignal, except?: Server): Promise<Taken> {
    for (;;) {
      signal.throwIfAborted();
      const isElsewhere = this.#places.some(
        ({ server, state }) => server !== except && state === 'available',
      );
      const place = this.#freePlace(isElsewhere ? except : undefined);
      if (place !== undefined) {
        return { place, job: place.begin() };
      }
      await this.#change(signal, this.#availability.patienceLeft());
    }
  }

  #freePlace(except?: Server): Place | undefined {
    return this.#places
      .filter((each) => each.server !== except && each.isFree)
      .toSorted((a, b) => a.inFlight / a.limit.now - b.inFlight / b.limit.now)[0];
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
      const usual = first.usualSeconds ?? this.#slowestSeconds;
      const most = (this.#hedge ?? 0) * 1000 * usual;
      const place = performance.now() - begun > most ? this.#freePlace(first.server) : undefined;
      if (place !== undefined) {
        return place;
      }
    }
  }

  /** How long an answer usually takes on the slowest server, in s; endless while that is not known of any. */
  get #slowestSeconds(): number {
    const known = this.#places.flatMap(({ usualSeconds }) => usualSeconds ?? []);
    return known.length > 0 ? Math.max(...known) : Number.POSITIVE_INFINITY;
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
}
