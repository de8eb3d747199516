import { nodeEntry } from '../process/entry.ts';
import type { FileFacts } from './file-facts.ts';
import type { ClipOrder } from './media-worker.ts';
import { WorkerPool } from './pool.ts';

/** In ms. A file on a slow disk takes a second; one that takes this long hangs. */
const SILENCE_LIMIT_MS = 30_000;

const NEVER = new AbortController().signal;

/** Reads the facts of files, one at a time: a second process would only wait for the disk. */
export class FactsReader {
  readonly #pool = new WorkerPool<ClipOrder, FileFacts>(
    nodeEntry(import.meta.url, './facts-worker'),
    SILENCE_LIMIT_MS,
  );
  /** Settles when the file before is read. */
  #free: Promise<unknown> = Promise.resolve();

  /**
   * @param file absolute path
   * @throws ClipMissingError, ClipUnreadableError, NoVideoError, MediaWorkerCrashedError, MediaWorkerSilentError,
   *   MediaPoolClosedError
   */
  read(file: string): Promise<FileFacts> {
    const facts = this.#free.then(() => this.#pool.ask({ file }, NEVER));
    this.#free = facts.catch(() => {});
    return facts;
  }

  /** Ends the process, if there is one. */
  close(): Promise<void> {
    return this.#pool.close();
  }
}
