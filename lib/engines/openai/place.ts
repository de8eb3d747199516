import type { ServerFigures } from '../../protocol/messages.ts';
import type { Reply } from '../answer/ask.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import type { Server } from './server.ts';
import { ServerMeter } from './server-meter.ts';

/** A request that a server works on. */
export type Job = {
  /** Whether no other of ours was under way at any moment. */
  isAlone: boolean;
  /** How many could be under way when it began. */
  readonly limit: number;
};

/** One of several servers: what it works on for us, and whether it gets clips. */
export class Place {
  readonly server: Server;
  /** `unavailable`: gets no clips until a check succeeds. */
  state: 'starting' | 'available' | 'unavailable' = 'starting';
  /** Whether it has listed the model once. */
  known = false;
  /** Whether it may have been started again since it was last measured. */
  wasGone = false;
  /** Since its last answer to a clip. */
  failures = 0;
  /** Whether the last one was that it has no room: it is there. */
  isFull = false;
  readonly limit: ConcurrencyLimit;
  readonly #meter = new ServerMeter();
  readonly #jobs = new Set<Job>();

  constructor(server: Server) {
    this.server = server;
    this.limit = new ConcurrencyLimit(server.leastSlots, () => server.slots);
  }

  get isFree(): boolean {
    return this.state === 'available' && this.#jobs.size < this.limit.now;
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#jobs.size;
  }

  /** How long an answer usually takes, in s; `undefined` while that is not known. */
  get usualSeconds(): number | undefined {
    return this.#meter.usualSeconds;
  }

  get figures(): ServerFigures {
    return {
      url: this.server.url,
      ...this.server.budget.figures(),
      slots: this.limit.now,
      in_flight: this.inFlight,
      ...this.#meter.figures(),
      set_aside: this.state !== 'available',
    };
  }

  begin(): Job {
    const job = { isAlone: this.inFlight === 0, limit: this.limit.now };
    this.#jobs.add(job);
    this.#meter.busy(true);
    if (!job.isAlone) {
      for (const each of this.#jobs) {
        each.isAlone = false;
      }
    }
    return job;
  }

  /** @param seconds that the answer has taken */
  answered({ tokens }: Reply, seconds: number): void {
    this.failures = 0;
    this.isFull = false;
    this.limit.answered(this.inFlight >= this.limit.now);
    this.#meter.answered(seconds, tokens?.out ?? 0);
  }

  failed(): void {
    this.#meter.failed();
  }

  end(job: Job): void {
    this.#jobs.delete(job);
    this.#meter.busy(this.inFlight > 0);
  }
}
