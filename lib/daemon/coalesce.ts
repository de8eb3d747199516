import { abortable } from '../process/abortable.ts';

type Job<Result> = { result: Promise<Result>; users: number; cancel: AbortController };

/**
 * Lets those who ask for the same thing at the same time share one job. It is cancelled when the
 * last of them has hung up.
 */
export class Coalescer<Result> {
  readonly #jobs = new Map<string, Job<Result>>();

  /**
   * @param key the same for the same thing
   * @param signal aborted when this one hangs up
   * @returns the result, and whether another client had begun the job
   * @throws what the job throws, or the signal's reason
   */
  async run(
    key: string,
    signal: AbortSignal,
    begin: (signal: AbortSignal) => Promise<Result>,
  ): Promise<{ result: Result; shared: boolean }> {
    const found = this.#jobs.get(key);
    const job = found ?? this.#begin(key, begin);
    job.users++;
    try {
      return { result: await abortable(job.result, signal), shared: found !== undefined };
    } finally {
      if (--job.users === 0) {
        // Does nothing when the job is done.
        job.cancel.abort(signal.reason);
        this.#remove(key, job);
      }
    }
  }

  #begin(key: string, begin: (signal: AbortSignal) => Promise<Result>): Job<Result> {
    const cancel = new AbortController();
    const job = { result: begin(cancel.signal), users: 0, cancel };
    this.#jobs.set(key, job);
    const remove = (): void => this.#remove(key, job);
    job.result.then(remove, remove);
    return job;
  }

  /** By now another job may have the key. */
  #remove(key: string, job: Job<Result>): void {
    if (this.#jobs.get(key) === job) {
      this.#jobs.delete(key);
    }
  }
}
