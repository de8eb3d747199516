/**
 * After so many answers in a row a server that was full is asked about one clip more; after twice as many each time that this was
 * too much, up to some.
 */
const ANSWERS_BEFORE_MORE = 8;
const MOST_ANSWERS_BEFORE_MORE = 64;

/** A rate is measured over so many rounds of answers, and no fewer answers than these. */
const ROUNDS = 3;
const LEAST_ANSWERS = 4;

/**
 * More clips at a time must bring so much of what they would if none of them waited, or the server only lets them wait;
 * less may be chance.
 */
const WORTH_IT = 0.4;

/** After so many measurements with nothing to gain more is tried again; after twice as many each time that it was in vain. */
const REST = 4;
const LONGEST_REST = 64;

/** A measurement under way. */
type Measurement = { since: number; answers: number };

/**
 * How many clips a server is asked about at the same time, between two bounds. It falls when the server says that it is full,
 * and rises again after some answers. With a lower bound below the upper one it is learned as well: doubled, later raised by one,
 * for as long as more clips at a time bring more answers in the same time. Longer answers alone do not count against it:
 * a server that works on many at once takes longer for each.
 */
export class ConcurrencyLimit {
  readonly #most: () => number;
  readonly #least: number | undefined;
  /** `undefined`: the most. */
  #limit: number | undefined;
  #answers = 0;
  #answersBeforeMore = ANSWERS_BEFORE_MORE;
  /** What was before the server began to refuse, until there is more again. */
  #before: { limit: number; answersBeforeMore: number; nextRest: number } | undefined;
  /** The one that brought most so far, in answers per second. */
  #best: { limit: number; rate: number } | undefined;
  #measurement: Measurement | undefined;
  #doubles = true;
  #rest = 0;
  #nextRest = REST;

  /**
   * @param least to begin with, when it is to be learned
   * @param most asked each time, since it may be known only when the server is
   */
  constructor(least: number | undefined, most: () => number) {
    this.#least = least;
    this.#most = most;
    this.#limit = least;
  }

  get now(): number {
    return Math.min(this.#limit ?? this.#most(), this.#most());
  }

  /** @param isUsed whether as many clips as may be were under way */
  answered(isUsed: boolean, now = performance.now()): void {
    this.#answers++;
    if (this.#least !== undefined) {
      this.#measure(isUsed, now);
    } else if (this.#limit !== undefined && this.#answers >= this.#answersBeforeMore) {
      if (this.#before === undefined) {
        // The last clip more was not too much.
        this.#answersBeforeMore = Math.max(ANSWERS_BEFORE_MORE, this.#answersBeforeMore / 2);
      }
      this.#before = undefined;
      this.#set(this.#limit < this.#most() ? this.#limit + 1 : undefined);
    }
  }

  /**
   * To be called when the server has no room for all that it has: half of them are tried.
   *
   * @param limit how many could be under way when the request began: those that failed together count once
   * @returns whether fewer are asked now
   */
  full(limit: number): boolean {
    const isFirst = limit === this.now && limit > 1;
    if (isFirst) {
      this.#fall(Math.floor(limit / 2));
    }
    return isFirst;
  }

  /**
   * To be called when the server refuses one more than it works on.
   *
   * @returns whether fewer are asked now
   */
  fullBeside(others: number, limit: number): boolean {
    if (others < 1 || others >= this.now) {
      return false;
    }
    if (limit === this.now) {
      this.#fall(others);
    } else {
      // One of several that were refused together.
      this.#set(others);
    }
    return true;
  }

  /**
   * To be called when the server refuses one though it works on no other: not because of how many there were, but of a
   * quota, say. Half of what was before are tried when it takes any again.
   */
  fullAlone(): void {
    if (this.#before !== undefined) {
      this.#answersBeforeMore = this.#before.answersBeforeMore;
      this.#nextRest = this.#before.nextRest;
      this.#rest = 0;
      this.#doubles = true;
      this.#set(Math.max(1, Math.floor(this.#before.limit / 2)));
      this.#before = undefined;
    }
  }

  #fall(to: number): void {
    if (this.#before === undefined) {
      this.#before = {
        limit: this.now,
        answersBeforeMore: this.#answersBeforeMore,
        nextRest: this.#nextRest,
      };
      this.#answersBeforeMore = Math.min(MOST_ANSWERS_BEFORE_MORE, this.#answersBeforeMore * 2);
      this.#restNow();
    }
    this.#set(to);
    this.#best = undefined;
    this.#measurement = undefined;
  }

  #measure(isUsed: boolean, now: number): void {
    if (!isUsed) {
      // There is nothing to learn where clips are what is missing.
      this.#measurement = undefined;
      return;
    }
    this.#measurement ??= { since: now, answers: 0 };
    const { since, answers } = this.#measurement;
    if (answers < Math.max(LEAST_ANSWERS, ROUNDS * this.now)) {
      this.#measurement.answers++;
      return;
    }
    // The first answer began it.
    this.#decide(answers / Math.max(now - since, 1));
  }

  #decide(rate: number): void {
    const limit = this.now;
    const best = this.#best;
    this.#measurement = undefined;
    if (best === undefined || limit === best.limit) {
      this.#best = { limit, rate: best === undefined ? rate : (best.rate + rate) / 2 };
      if (--this.#rest > 0) {
        return;
      }
    } else if (rate / best.rate - 1 > (limit / best.limit - 1) * WORTH_IT) {
      this.#best = { limit, rate };
      this.#nextRest = REST;
    } else {
      this.#set(best.limit);
      this.#restNow();
      return;
    }
    this.#before = undefined;
    this.#set(Math.min(this.#most(), this.#doubles ? limit * 2 : limit + 1));
  }

  #restNow(): void {
    this.#doubles = false;
    this.#rest = this.#nextRest;
    this.#nextRest = Math.min(LONGEST_REST, this.#nextRest * 2);
  }

  #set(limit: number | undefined): void {
    this.#limit = limit;
    this.#answers = 0;
  }
}
