import { readFile } from 'node:fs/promises';
import gulplog from 'gulplog';
import { counted, recordFileOf, subtitleFileOf, subtitlesOf } from '../clip-files.ts';
import type { Config, ConfigInput } from '../config.ts';
import { VideoDescription } from '../description.ts';
import { hasCode, messageOf, RecordUnreadableError } from '../errors.ts';
import { isUnchanged } from '../fingerprint.ts';
import { resolveConfig } from '../load-config.ts';
import { type Recipe, recipeOf } from '../provenance.ts';
import { type FileStream, fileStream } from './file-stream.ts';

/** Why a clip is to be described. */
export type PendingReason =
  | 'new'
  | 'forced'
  | 'record damaged'
  | 'clip changed'
  | 'subtitles changed'
  | 'engine changed'
  | 'model changed'
  | 'prompt changed'
  | 'parameters changed';

export type PendingOptions = {
  /** Lets every clip through, up to date or not. */
  force?: boolean;
};

/** Clips that are looked at side by side; it is all waiting for the disk. */
const CONCURRENCY = 16;

/** Names in one line are no more than this; a folder may hold thousands. */
const MOST_NAMES = 5;

/**
 * Drops clips whose record is up to date, and holds back those whose subtitles are not there yet
 * (unless `describe.require_subtitles` is false). Both are counted at the end. A clip that goes
 * through carries the reason as `file.pendingReason`.
 */
export function pending(input?: ConfigInput, options: PendingOptions = {}): FileStream {
  const config = resolveConfig(input);
  const recipe = recipeOf(config);
  let upToDate = 0;
  const waiting: string[] = [];
  return fileStream({
    concurrency: () => CONCURRENCY,
    onFile: async (file) => {
      const subtitles = subtitlesOf(file.path, config);
      if (subtitles === undefined && config.describe.require_subtitles) {
        waiting.push(file.basename);
        return undefined;
      }
      const reason = options.force ? 'forced' : await reasonFor(file.path, config, recipe);
      if (reason === undefined) {
        upToDate++;
        return undefined;
      }
      return Object.assign(file, { pendingReason: reason });
    },
    onEnd: async () => {
      if (upToDate > 0) {
        gulplog.info(`${counted(upToDate)} up to date`);
      }
      if (waiting.length > 0) {
        gulplog.info(waitingLine(waiting, config));
      }
    },
  });
}

/** Why the clip is to be described; `undefined` when its record is up to date. */
async function reasonFor(
  clip: string,
  config: Config,
  recipe: Recipe,
): Promise<PendingReason | undefined> {
  let json: string;
  try {
    json = await readFile(recordFileOf(clip), 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return 'new';
    }
    throw new RecordUnreadableError(recordFileOf(clip), messageOf(error), { cause: error });
  }
  const made = parseRecord(json)?.provenance;
  if (made === undefined) {
    return 'record damaged';
  }
  if (made.engine !== recipe.engine || made.engine_version !== recipe.engine_version) {
    return 'engine changed';
  }
  if (made.model !== recipe.model) {
    return 'model changed';
  }
  if (made.prompt_sha256 !== recipe.prompt_sha256) {
    return 'prompt changed';
  }
  if (!sameParameters(made.parameters, recipe.parameters)) {
    return 'parameters changed';
  }
  if (!(await isUnchanged(clip, made.clip))) {
    return 'clip changed';
  }
  const subtitles = subtitlesOf(clip, config);
  if (subtitles === undefined || made.subtitles === null) {
    return (subtitles === undefined) === (made.subtitles === null)
      ? undefined
      : 'subtitles changed';
  }
  return (await isUnchanged(subtitles, made.subtitles)) ? undefined : 'subtitles changed';
}

function parseRecord(json: string): VideoDescription | undefined {
  try {
    return VideoDescription.safeParse(JSON.parse(json)).data;
  } catch {
    // Not JSON: a record that was damaged is made again.
    return undefined;
  }
}

function sameParameters(a: Recipe['parameters'], b: Recipe['parameters']): boolean {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.every((name) => a[name] === b[name]);
}

function waitingLine(waiting: string[], config: Config): string {
  const names = waiting.slice(0, MOST_NAMES).join(', ');
  const more = waiting.length > MOST_NAMES ? ` and ${waiting.length - MOST_NAMES} more` : '';
  const missing = subtitleFileOf('<clip>.', config);
  return (
    `${counted(waiting.length)} ${waiting.length === 1 ? 'waits' : 'wait'} for subtitles ` +
    `(${missing}): ${names}${more}; describe.require_subtitles: false describes them without`
  );
}
