import type { WorkTime } from '../protocol/messages.ts';

/** What clips in the daemon's hands are at; one that is at nothing waits. */
export type Work = 'decode' | 'model';

/** How many there are, over time. */
class Occupancy {
  #count = 0;
  #since = performance.now();
  #countSeconds = 0;
  #anySeconds = 0;

  change(by: number): void {
    this.#pass();
    this.#count += by;
  }

  /** Forgets what was, and not how many there are now. */
  reset(): void {
    this.#pass();
    this.#countSeconds = 0;
    this.#anySeconds = 0;
  }

  /** The sum of each one's time, in s. */
  get countSeconds(): number {
    this.#pass();
    return this.#countSeconds;
  }

  /** The time with at least one, in s. */
  get anySeconds(): number {
    this.#pass();
    return this.#anySeconds;
  }

  #pass(): void {
    const now = performance.now();
    const seconds = (now - this.#since) / 1000;
    this.#since = now;
    this.#countSeconds += seconds * this.#count;
    this.#anySeconds += this.#count > 0 ? seconds : 0;
  }
}

/** Where the time of all clips went since the model was loaded. */
export class WorkMeter {
  readonly #clips = new Occupancy();
  readonly #work: Record<Work, Occupancy> = { decode: new Occupancy(), model: new Occupancy() };
  #networkSeconds = 0;

  /** To be called when the model is loaded: until then decoded clips had to wait. */
  begin(): void {
    for (const occupancy of [this.#clips, ...Object.values(this.#work)]) {
      occupancy.reset();
    }
  }

  /** Counts a clip for as long as it is in the daemon's hands. */
  async hold<Result>(clip: () => Promise<Result>): Promise<Result> {
    return during(this.#clips, clip);
  }

  async spend<Result>(on: Work, job: () => Promise<Result>): Promise<Result> {
    return during(this.#work[on], job);
  }

  spentOnNetwork(seconds: number): void {
    this.#networkSeconds += seconds;
  }

  figures(): Omit<WorkTime, 'decoders' | 'model_slots'> {
    const decode = this.#work.decode.countSeconds;
    const model = this.#work.model.countSeconds;
    return {
      active_seconds: toMs(this.#clips.anySeconds),
      decode_seconds: toMs(decode),
      queue_seconds: toMs(Math.max(0, this.#clips.countSeconds - decode - model)),
      model_seconds: toMs(model),
      network_seconds: toMs(Math.min(this.#networkSeconds, model)),
    };
  }
}

async function during<Result>(occupancy: Occupancy, job: () => Promise<Result>): Promise<Result> {
  occupancy.change(1);
  try {
    return await job();
  } finally {
    occupancy.change(-1);
  }
}

/** Rounded, in s. */
function toMs(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
