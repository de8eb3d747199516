import { existsSync } from 'node:fs';
import type Vinyl from 'vinyl';
import { ConfigValueError } from '../config/errors.ts';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import { EXPECTED_SHARD, parseShard, type Shard, shardText } from '../config/shard.ts';
import { recipeOf } from '../engines/recipe.ts';
import { isClipFailure } from '../errors.ts';
import {
  type ClipFile,
  clipName,
  counted,
  listed,
  possibleSubtitlesOf,
  RecordOwners,
  recordFileOf,
  subtitleFileOf,
  subtitlesOf,
} from '../record/files.ts';
import { type PendingReason, reasonFor } from '../record/up-to-date.ts';
import { UpToDateCache, upToDateFile } from '../record/up-to-date-cache.ts';
import { attachCounts } from './attachments.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { log, warn } from './log.ts';
import { shardOf } from './shard-of.ts';
import type { PendingCounts } from './tally.ts';

/** Which clips {@link pending} lets through. */
export type PendingOptions = {
  /** Lets every clip through, up to date or not. */
  force?: boolean;
  /** Lets only that part of the clips through: `2/8` is the second of eight. Default: `shard` of the configuration. */
  shard?: string;
  /** Writes nothing; without it a record learns the new time of a clip that was only copied or touched. */
  dryRun?: boolean;
};

/** So many clips are read at the same time, of those whose times have changed. */
const CONCURRENCY = 16;

/**
 * Drops clips of other shards, clips whose record is up to date, and those without subtitles (unless
 * `describe.require_subtitles` is false), and logs how many. A clip that passes has the reason in
 * `file.pendingReason`; one that cannot be described has the failure in `file.clipFailure`, which
 * `describe()` reports.
 */
export function pending(input?: ConfigInput, options: PendingOptions = {}): FileStream {
  return pendingStream(resolveConfig(input), options).stream;
}

/** @throws ConfigValueError */
function shardAmong({ shard: option }: PendingOptions, config: Config): Shard | undefined {
  const text = option ?? config.shard;
  if (text === undefined) {
    return undefined;
  }
  const shard = parseShard(String(text));
  if (shard === undefined) {
    throw new ConfigValueError('shard', JSON.stringify(text), EXPECTED_SHARD, 'the options');
  }
  return shard;
}

/** `pending()` for a task that says how to go on when nothing can be described. */
export function pendingStream(
  config: Config,
  options: PendingOptions,
): { stream: FileStream; counts: Readonly<PendingCounts>; waiting: readonly Vinyl[] } {
  const recipe = recipeOf(config);
  const shard = shardAmong(options, config);
  const { require_subtitles } = config.describe;
  const cache = new UpToDateCache(upToDateFile(config), { recipe, require_subtitles });
  const owners = new RecordOwners();
  let others = 0;
  const counts: PendingCounts = { own: 0, upToDate: 0, waiting: 0, pending: 0 };
  const waiting: Vinyl[] = [];
  const reasons = new Map<PendingReason, number>();

  const pass = (clip: ClipFile, reason: PendingReason): Vinyl => {
    clip.pendingReason = reason;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    counts.pending++;
    return clip;
  };

  /** Of all files that are looked at for a clip. */
  const stateOf = ({ path }: ClipFile): string | undefined => {
    const subtitles = new Set([subtitleFileOf(path, config), ...possibleSubtitlesOf(path, config)]);
    return cache.stateOf([path, recordFileOf(path), ...subtitles]);
  };

  const stream = fileStream({
    concurrency: () => CONCURRENCY,
    onTaken: (clip) => owners.check(clip),
    isDropped: (clip: ClipFile) => {
      if (shard !== undefined && shardOf(clip, shard.total, config) !== shard.current) {
        others++;
        return true;
      }
      counts.own++;
      if (options.force || clip.clipFailure !== undefined || cache.isEmpty) {
        return false;
      }
      const isUpToDate = cache.has(stateOf(clip));
      counts.upToDate += Number(isUpToDate);
      return isUpToDate;
    },
    onFile: async (clip: ClipFile) => {
      attachCounts(clip, counts);
      if (clip.clipFailure !== undefined) {
        return clip;
      }
      const subtitles = subtitlesOf(clip.path, config);
      if (require_subtitles && !existsSync(subtitleFileOf(clip.path, config))) {
        counts.waiting++;
        waiting.push(clip);
        return undefined;
      }
      if (options.force) {
        return pass(clip, 'forced');
      }
      const state = stateOf(clip);
      try {
        const reason = await reasonFor(clip.path, subtitles, recipe, options);
        if (reason !== undefined) {
          return pass(clip, reason);
        }
        cache.add(state);
        counts.upToDate++;
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
      if (!options.dryRun) {
        cache.write(warn);
      }
      if (shard !== undefined) {
        log(`Shard ${shardText(shard)}: ${counts.own} of ${counted(counts.own + others)}`);
      }
      if (counts.upToDate > 0) {
        log(`${counted(counts.upToDate)} up to date`);
      }
      if (waiting.length > 0) {
        log(waitingLine(waiting, config));
      }
      if (counts.pending > 0) {
        const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(', ');
        log(`${counted(counts.pending)} to describe: ${why}`);
      }
    },
  });
  return { stream, counts, waiting };
}

function waitingLine(waiting: Vinyl[], config: Config): string {
  const missing = subtitleFileOf('<clip>.', config);
  return (
    `${counted(waiting.length)} ${waiting.length === 1 ? 'waits' : 'wait'} for subtitles ` +
    `(${missing}): ${listed(waiting.map(clipName))}`
  );
}
