import { hash } from 'node:crypto';
import { dirname, extname, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors.ts';
import { bootId } from '../process/machine.ts';
import type { Log } from '../util/log.ts';
import { makeFolder } from '../util/make-folder.ts';
import { readText } from '../util/read-text.ts';
import { isRecent, stampOfStats } from '../util/stamp.ts';
import { statsOf } from '../util/stats-of.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { ChangeTimes } from './change-times.ts';

/** The records of fewer clips are read in no time. */
const FEWEST_CLIPS = 1000;

/** In bytes, of the file: 2 million clips. */
const LARGEST_FILE = 64 * 1024 * 1024;

/** In characters of base64url: 128 bits of a SHA-256. */
const HASH_LENGTH = 22;

/** One a line. */
const HASHES = new RegExp(`^[\\w-]{${HASH_LENGTH}}$`, 'gm');

/** Beside the daemon's log, whose name has the shard. */
export function upToDateFile(config: Config): string {
  const log = resolve(config.daemon_log_file);
  return `${log.slice(0, log.length - extname(log).length)}_up_to_date.txt`;
}

/**
 * Remembers from run to run which clips were up to date, so that their records need not be read again.
 *
 * It holds a hash for each of them: of how it would be described, and of what the system tells of the clip, its record
 * and its subtitles (device, number, size, time of the contents, time of the last change). With one of them anything else, the
 * clip is not known. It can hide no change that the system gives a new change time, which no program can set:
 * files are left out whose file system keeps none, or that are so new that a later change may have the same; and
 * what was known before the system was started is not relied on, since a power failure may leave new contents with an
 * old time.
 */
export class UpToDateCache {
  readonly #file: string;
  readonly #now: () => number;
  readonly #times = new ChangeTimes();
  /** What each hash begins with; `undefined` when change times cannot be relied on. */
  readonly #basis: string | undefined;
  readonly #known: ReadonlySet<string>;
  readonly #confirmed: string[] = [];
  #added = 0;

  /**
   * @param basis what else decides whether a clip is up to date: the recipe, and what of the configuration is not in it
   * @param now in ms since 1970
   */
  constructor(file: string, basis: unknown, now: () => number = Date.now) {
    const boot = bootId();
    this.#file = file;
    this.#now = now;
    this.#basis = boot === undefined ? undefined : JSON.stringify([boot, basis]);
    this.#known = boot === undefined ? new Set() : read(file);
  }

  /**
   * What the system tells now of a clip and of what decides about it; to be asked for before the files are read.
   *
   * @returns nothing when a change might not show
   */
  stateOf(files: readonly string[]): string | undefined {
    if (this.#basis === undefined) {
      return undefined;
    }
    const now = this.#now();
    let text = this.#basis;
    for (const file of files) {
      const stats = statsOf(file);
      if (stats !== undefined && (isRecent(stats, now) || !this.#times.areKeptFor(file, stats))) {
        return undefined;
      }
      text += `\0${file}\0${stampOfStats(stats)}`;
    }
    return hash('sha256', text, 'base64url').slice(0, HASH_LENGTH);
  }

  /** Whether nothing is known, and no state need be asked for. */
  get isEmpty(): boolean {
    return this.#known.size === 0;
  }

  /** Whether the clip was up to date in this very state. */
  has(state: string | undefined): boolean {
    if (state === undefined || !this.#known.has(state)) {
      return false;
    }
    this.#confirmed.push(state);
    return true;
  }

  /** Remembers that the clip is up to date. */
  add(state: string | undefined): void {
    if (state !== undefined) {
      this.#confirmed.push(state);
      this.#added++;
    }
  }

  /** Writes what was found. Other states of the clips are forgotten. */
  write(warn: Log): void {
    const hasChanged = this.#added > 0 || this.#confirmed.length < this.#known.size;
    if (!hasChanged || this.#confirmed.length < FEWEST_CLIPS) {
      return;
    }
    try {
      makeFolder(dirname(this.#file));
      writeAtomically(this.#file, `${this.#confirmed.join('\n')}\n`);
    } catch (error) {
      warn(`Cannot write ${this.#file}, so the next run reads each record: ${messageOf(error)}`);
    }
  }
}

/** What a file that is missing or damaged does not tell is found again. */
function read(file: string): ReadonlySet<string> {
  try {
    return new Set(readText(file, LARGEST_FILE).match(HASHES));
  } catch {
    return new Set();
  }
}
