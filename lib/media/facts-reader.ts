import { nodeEntry } from '../process/entry.ts';
import { WorkerHost } from '../process/worker-host.ts';
import { MediaWorkerCrashedError, MediaWorkerSilentError } from './errors.ts';
import type { FileFacts } from './file-facts.ts';

/** In ms. A file on a slow disk takes a second; one that takes this long hangs. */
const SILENCE_LIMIT_MS = 30_000;

/** Reads the facts of files, one at a time, in a worker process: one that a file has ended is replaced for the next. */
export class FactsReader {
  #host: WorkerHost<string, FileFacts> | undefined;
  /** Settles when the file before is read. */
  #free: Promise<unknown> = Promise.resolve();

  /**
   * @param file absolute path
   * @throws ClipMissingError, ClipUnreadableError, NoVideoError, MediaWorkerCrashedError, MediaWorkerSilentError
   */
  read(file: string): Promise<FileFacts> {
    const facts = this.#free.then(() =>
      this.#usableHost().ask(file, {
        ended: (how) => new MediaWorkerCrashedError(file, how),
        silent: (seconds) => new MediaWorkerSilentError(file, seconds),
      }),
    );
    this.#free = facts.catch(() => {});
    return facts;
  }

  /** Ends the process, if there is one. */
  async close(): Promise<void> {
    await this.#host?.kill();
  }

  #usableHost(): WorkerHost<string, FileFacts> {
    if (this.#host?.usable !== true) {
      this.#host = new WorkerHost({
        entry: nodeEntry(import.meta.url, './facts-worker'),
        prints: false,
        silenceLimitMs: SILENCE_LIMIT_MS,
      });
    }
    return this.#host;
  }
}
