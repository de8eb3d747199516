import type Vinyl from 'vinyl';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import { recipeOf } from '../engines/recipe.ts';
import { isClipFailure } from '../errors.ts';
import {
  type ClipFile,
  counted,
  listed,
  RecordOwners,
  subtitleFileOf,
  subtitlesOf,
} from '../record/files.ts';
import { type PendingReason, reasonFor } from '../record/up-to-date.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { say } from './log.ts';
import { Tally } from './tally.ts';

/** Which clips {@link pending} lets through. */
export type PendingOptions = {
  /** Lets every clip through, up to date or not. */
  force?: boolean;
};

/** Clips that are looked at side by side; it is all waiting for the disk. */
const CONCURRENCY = 16;

/**
 * Drops clips whose record is up to date, and holds back those whose subtitles are not there yet
 * (unless `describe.require_subtitles` is false). Both are counted at the end. A clip that goes
 * through carries the reason as `file.pendingReason`; one that cannot be described whatever happens
 * carries the failure as `file.clipFailure`, for `describe()` to tell.
 *
 * @param tally counts for the closing summary of the run
 */
export function pending(
  input?: ConfigInput,
  options: PendingOptions = {},
  tally = new Tally(),
): FileStream {
  const config = resolveConfig(input);
  const recipe = recipeOf(config);
  const owners = new RecordOwners();
  const waiting: string[] = [];
  const reasons = new Map<PendingReason, number>();

  const pass = (clip: ClipFile, reason: PendingReason): Vinyl => {
    clip.pendingReason = reason;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    tally.pending++;
    return clip;
  };

  return fileStream({
    concurrency: () => CONCURRENCY,
    onTaken: (clip) => owners.check(clip),
    onFile: async (clip: ClipFile) => {
      if (clip.clipFailure !== undefined) {
        return clip;
      }
      const subtitles = subtitlesOf(clip.path, config);
      if (subtitles === undefined && config.describe.require_subtitles) {
        tally.waiting++;
        waiting.push(clip.basename);
        return undefined;
      }
      if (options.force) {
        return pass(clip, 'forced');
      }
      try {
        const reason = await reasonFor(clip.path, subtitles, recipe);
        if (reason !== undefined) {
          return pass(clip, reason);
        }
        tally.upToDate++;
        return undefined;
      } catch (error) {
        if (!isClipFailure(error)) {
          throw error;
        }
        clip.clipFailure = error;
        return clip;
      }
    },
    onEnd: async () => {
      if (tally.upToDate > 0) {
        say(`${counted(tally.upToDate)} up to date`);
      }
      if (waiting.length > 0) {
        say(waitingLine(waiting, config));
      }
      if (tally.pending > 0) {
        const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ');
        say(`${counted(tally.pending)} to describe: ${why}`);
      }
    },
  });
}

function waitingLine(waiting: string[], config: Config): string {
  const missing = subtitleFileOf('<clip>.', config);
  return (
    `${counted(waiting.length)} ${waiting.length === 1 ? 'waits' : 'wait'} for subtitles ` +
    `(${missing}): ${listed(waiting)}; describe.require_subtitles: false describes them without`
  );
}
