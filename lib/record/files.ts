import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type Vinyl from 'vinyl';
import type { Config } from '../config/schema.ts';
import type { VlogDescribeError } from '../errors.ts';
import { RecordSharedError } from './errors.ts';

/** A clip on its way through the plugins. */
export type ClipFile = Vinyl & {
  /** Why it is to be described; set by `pending()`. */
  pendingReason?: string;
  /** What is wrong with it, found before the daemon was asked; `describe()` tells it. */
  clipFailure?: VlogDescribeError;
};

/** The record beside a clip: `clip.mp4` → `clip.json`. */
export function recordFileOf(clip: string): string {
  return `${withoutExtension(clip)}.json`;
}

/** The subtitles that a clip waits for: `clip.mp4` → `clip_cleaned.srt`. */
export function subtitleFileOf(clip: string, config: Config): string {
  return `${withoutExtension(clip)}${config.subtitle_suffix}`;
}

/**
 * The subtitles that the daemon reads, if they exist: `clip_cleaned.srt`; when subtitles are not
 * required, also `clip.srt`. A `daemon_command` is not told of any, and reads `clip.srt` alone.
 */
export function subtitlesOf(clip: string, config: Config): string | undefined {
  return possibleSubtitlesOf(clip, config).find((file) => existsSync(file));
}

/** Of these files the daemon reads the first that exists. */
export function possibleSubtitlesOf(clip: string, config: Config): string[] {
  const plain = `${withoutExtension(clip)}.srt`;
  return config.daemon_command !== undefined
    ? [plain]
    : [subtitleFileOf(clip, config), ...(config.describe.require_subtitles ? [] : [plain])];
}

/** A clip's name in the log: relative to the folder that was searched. */
export function clipName(clip: Vinyl): string {
  return clip.relative;
}

export function withoutExtension(file: string): string {
  return join(dirname(file), basename(file, extname(file)));
}

/** `1 clip`, `3 clips`. */
export function counted(count: number, what = 'clip'): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Most names in one line; a folder may hold thousands. */
const MOST_NAMES = 5;

/** `a.mp4, b.mp4 and 3 more`. */
export function listed(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** Finds clips of one stream that would have the same record: `a.mp4` and `a.mov`. */
export class RecordOwners {
  readonly #owners = new Map<string, string>();

  /** Marks the clip as failed when the record is that of an earlier one. */
  check(clip: ClipFile): void {
    const record = recordFileOf(clip.path);
    const owner = this.#owners.get(record);
    if (owner === undefined) {
      this.#owners.set(record, clip.path);
    } else if (owner !== clip.path) {
      clip.clipFailure ??= new RecordSharedError(clip.path, owner, record);
    }
  }
}
