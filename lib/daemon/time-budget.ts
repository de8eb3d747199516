import type { Timings } from '../protocol/messages.ts';
import type { Work, WorkMeter } from './work-meter.ts';

/** In ms: so often, or more often, the time is looked at. */
const LONGEST_STEP_MS = 1000;

/**
 * The time that is spent on one clip. Only work counts towards the limit: a clip does not fail
 * because others were before it.
 */
export class TimeBudget {
  readonly #begun = performance.now();
  readonly #spentMs: Record<Work, number> = { decode: 0, model: 0 };
  readonly #meter: WorkMeter | undefined;
  #networkSeconds = 0;
  readonly #limitMs: number;
  readonly #usedUp = new AbortController();

  /**
   * @param limitSeconds how long the clip may be worked on
   * @param meter counts the time of all clips
   */
  constructor(limitSeconds: number, meter?: WorkMeter) {
    this.#meter = meter;
    this.#limitMs = limitSeconds * 1000;
  }

  /** Aborted when the time is used up. */
  get usedUp(): AbortSignal {
    return this.#usedUp.signal;
  }

  /** The time runs from here, until the function that is returned is called. */
  begin(part: Work): () => void {
    const stepMs = Math.min(LONGEST_STEP_MS, this.#limitMs / 10);
    let counted = performance.now();
    const count = (): void => {
      const now = performance.now();
      // More has passed only if this process or the whole machine was suspended.
      this.#spentMs[part] += Math.min(now - counted, 2 * stepMs);
      counted = now;
    };
    // The reason that AbortSignal.timeout() gives: by it an engine tells a timeout from a client that has disconnected.
    const reason = new DOMException('the time for this clip is used up', 'TimeoutError');
    const clock = setInterval(() => {
      count();
      if (this.#spentMs.decode + this.#spentMs.model >= this.#limitMs) {
        this.#usedUp.abort(reason);
      }
    }, stepMs);
    return () => {
      clearInterval(clock);
      count();
    };
  }

  /** Counts the time that something takes. */
  async spend<Result>(part: Work, job: () => Promise<Result>): Promise<Result> {
    const end = this.begin(part);
    try {
      return await (this.#meter === undefined ? job() : this.#meter.spend(part, job));
    } finally {
      end();
    }
  }

  /** How much of the time in the engine was the network's, in s. */
  spentOnNetwork(seconds: number): void {
    this.#networkSeconds += seconds;
    this.#meter?.spentOnNetwork(seconds);
  }

  /** Spent on work so far, in s. */
  get seconds(): number {
    return (this.#spentMs.decode + this.#spentMs.model) / 1000;
  }

  /** In s; what was not spent on work was waiting. */
  timings(): Timings {
    const { decode, model } = this.#spentMs;
    const queue = Math.max(0, performance.now() - this.#begun - decode - model);
    const network = Math.min(this.#networkSeconds, model / 1000);
    return { decode: decode / 1000, queue: queue / 1000, model: model / 1000 - network, network };
  }
}
