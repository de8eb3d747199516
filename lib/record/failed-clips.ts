import type { Stats } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/schema.ts';
import { messageOf, type VlogDescribeError } from '../errors.ts';
import type { Log } from '../util/log.ts';
import { makeFolder } from '../util/make-folder.ts';
import { readText } from '../util/read-text.ts';
import { statsOf } from '../util/stats-of.ts';
import { writeAtomically } from '../util/write-atomically.ts';

/** Beyond so many, the oldest are dropped. */
const MOST_CLIPS = 10_000;

/** In characters, of a message. */
const LONGEST_MESSAGE = 500;

/** In ms: not each clip of thousands that fail has the file written. */
const WRITE_MS = 1000;

/** In bytes, of the file: as many clips with long paths and messages. */
const LARGEST_FILE = 20 * 1024 * 1024;

/** Why a clip could not be described, and what it was then. */
const FailedClip = z.object({
  code: z.string(),
  message: z.string(),
  size_bytes: z.number(),
  modified_ms: z.number(),
});
type FailedClip = z.infer<typeof FailedClip>;

/** By their paths, relative to the file's folder, as another host that shares the folder may see it elsewhere. */
type Clips = Map<string, FailedClip>;

/** Beside the daemon's log. */
export function failedClipsFile(config: Config): string {
  return resolve(dirname(config.daemon_log_file), 'failed_clips.json');
}

/** The clips that could not be described, and why: a report tells long after the line in the log is gone. */
export class FailedClips {
  readonly #file: string;
  readonly #clips: Clips;

  constructor(config: Config) {
    this.#file = failedClipsFile(config);
    this.#clips = read(this.#file);
  }

  /** Why a clip failed; `undefined` when it did not, or has changed since. */
  reasonOf(clip: string, now: Stats | undefined): string | undefined {
    const failed = this.#clips.get(keyOf(this.#file, clip));
    return failed?.size_bytes === now?.size && failed?.modified_ms === now?.mtimeMs
      ? failed?.message
      : undefined;
  }
}

/**
 * Keeps which clips of a run failed. Each time it is written, the file is read anew and only what this run has found is changed:
 * other runs, of other machines too, keep theirs in it at the same time.
 */
export class FailedClipsLog {
  readonly #file: string;
  readonly #warn: Log;
  /** Clips that have failed in this run or before. */
  #known: Set<string> | undefined;
  /** Since it was written last; `undefined` of a clip that is described after all. */
  readonly #found = new Map<string, FailedClip | undefined>();
  #writing: NodeJS.Timeout | undefined;

  constructor(config: Config, warn: Log) {
    this.#file = failedClipsFile(config);
    this.#warn = warn;
  }

  failed(clip: string, { code, message }: VlogDescribeError): void {
    const stats = statsOf(clip);
    // A clip that is not there has nothing to show; one that comes back has not been tried.
    if (stats !== undefined) {
      const key = keyOf(this.#file, clip);
      this.#knownClips().add(key);
      this.#found.set(key, {
        code,
        message: message.slice(0, LONGEST_MESSAGE),
        size_bytes: stats.size,
        modified_ms: stats.mtimeMs,
      });
      this.#writing ??= setTimeout(() => this.write(), WRITE_MS).unref();
    }
  }

  described(clip: string): void {
    const key = keyOf(this.#file, clip);
    if (this.#knownClips().delete(key)) {
      this.#found.set(key, undefined);
      this.#writing ??= setTimeout(() => this.write(), WRITE_MS).unref();
    }
  }

  /** Writes what was found since the last time. Clips that are gone leave the file. */
  write(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    if (this.#found.size === 0) {
      return;
    }
    const clips = read(this.#file);
    for (const [key, failed] of this.#found) {
      clips.delete(key);
      if (failed !== undefined) {
        clips.set(key, failed);
      }
    }
    this.#found.clear();
    const folder = dirname(this.#file);
    const there = [...clips].filter(([key]) => statsOf(resolve(folder, key)) !== undefined);
    try {
      makeFolder(folder);
      writeAtomically(this.#file, textOf(there.slice(-MOST_CLIPS)));
    } catch (error) {
      this.#warn(
        `Cannot write ${this.#file}, so no report tells why clips failed: ${messageOf(error)}`,
      );
    }
  }

  #knownClips(): Set<string> {
    this.#known ??= new Set(read(this.#file).keys());
    return this.#known;
  }
}

function textOf(clips: readonly [string, FailedClip][]): string {
  return `${JSON.stringify({ clips: Object.fromEntries(clips) }, null, 2)}\n`;
}

/** A file that is missing or damaged holds nothing: what it told is found again by the next run. */
function read(file: string): Clips {
  try {
    const { clips } = z
      .object({ clips: z.record(z.string(), FailedClip) })
      .parse(JSON.parse(readText(file, LARGEST_FILE)));
    return new Map(Object.entries(clips));
  } catch {
    return new Map();
  }
}

/** With slashes; absolute only from one drive to another. */
function keyOf(file: string, clip: string): string {
  const path = relative(dirname(file), resolve(clip));
  return isAbsolute(path) ? path : path.split(sep).join('/');
}
