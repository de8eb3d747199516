import type { Config } from '../../config/schema.ts';
import { nodeEntry } from '../../process/entry.ts';
import { WorkerHost } from '../../process/worker-host.ts';
import { ReportWorkerEndedError } from '../errors.ts';
import type { LiveAnswer, LiveOrder } from './messages.ts';

/** In ms. It says often that it is alive while it reads records; one record takes no such time. */
const SILENCE_LIMIT_MS = 30_000;

/** The process that knows the clips of a live report, seen from the daemon: see `worker.ts`. */
export class ReportWorker {
  readonly #host: WorkerHost<LiveOrder, LiveAnswer>;

  constructor(config: Config) {
    this.#host = new WorkerHost({
      entry: nodeEntry(import.meta.url, './worker'),
      prints: false,
      silenceLimitMs: SILENCE_LIMIT_MS,
    });
    // Orders are carried out in turn: those after it wait for it, and see for themselves if it fails.
    this.ask({ kind: 'begin', config }).catch(() => {});
  }

  /** False once the process has ended or should take no further order. */
  get usable(): boolean {
    return this.#host.usable;
  }

  /** @throws ReportWorkerEndedError, PreviewFolderMissingError */
  ask(order: LiveOrder): Promise<LiveAnswer> {
    return this.#host.ask(order, {
      ended: (how) => new ReportWorkerEndedError(how),
      silent: (seconds) => new ReportWorkerEndedError(`silent for ${seconds} s`),
    });
  }

  /** It has nothing to save that cannot be had again. */
  async end(): Promise<void> {
    await this.#host.kill();
  }
}
