import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DaemonHandle } from '../client/daemon-handle.ts';
import { daemonOfStream, giveUpForStream, holdRunningForStream } from '../client/stream-daemon.ts';
import { resolveConfig } from '../config/load.ts';
import type { ConfigInput } from '../config/schema.ts';
import { recipeOf } from '../engines/recipe.ts';
import { isClipFailure } from '../errors.ts';
import { type ClipFile, RecordOwners, recordFileOf, subtitlesOf } from '../record/files.ts';
import { reasonFor } from '../record/up-to-date.ts';
import { toRecordFile, writeRecord } from '../record/write.ts';
import { ClipsFailedError } from './errors.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { say, warn } from './log.ts';
import { Progress } from './progress.ts';
import { Tally } from './tally.ts';

/**
 * Clips in, records out: `clip.mp4` becomes `clip.json`. Several clips are described at a time, as
 * many as the daemon can and what keeps it fed, and go out in order.
 *
 * Each record reaches the disk beside its clip, whole, as soon as the clip is done; what goes out
 * is the record as a vinyl file for the plugins behind. A clip that cannot be described is named
 * in one line and the others go on; at the end the stream fails with the count.
 *
 * @param tally what `pending()` has counted, for the closing summary
 */
export function describe(input?: ConfigInput, tally = new Tally()): FileStream {
  const config = resolveConfig(input);
  const recipe = recipeOf(config);
  const owners = new RecordOwners();
  const progress = new Progress(tally);
  let own: Promise<DaemonHandle> | undefined;
  let clipsAtATime: number | undefined;

  /** The one that `startDaemon()` holds; without it, one that runs already, held by ourselves. */
  const findDaemon = async (): Promise<DaemonHandle> => {
    const shared = daemonOfStream(config, input);
    if (own === undefined && shared !== undefined) {
      return shared;
    }
    own ??= holdRunningForStream(config, input ?? config, say);
    return own;
  };
  const giveUpOwn = async (): Promise<void> => {
    progress.stop();
    if (own !== undefined) {
      await giveUpForStream(config, input ?? config, say);
    }
  };

  return fileStream({
    mayBeLast: true,
    eager: true,
    concurrency: () => clipsAtATime ?? 1,
    onTaken: (clip) => {
      owners.check(clip);
      tally.take();
    },
    onFile: async (clip: ClipFile, goOn) => {
      tally.current.add(clip.basename);
      try {
        if (clip.clipFailure !== undefined) {
          throw clip.clipFailure;
        }
        const held = await findDaemon();
        if (clipsAtATime === undefined) {
          clipsAtATime = await held.taking();
          await progress.start();
          goOn();
        }
        const file = resolve(clip.path);
        const subtitles = subtitlesOf(file, config);
        const { pendingReason } = clip;
        const mayShare = pendingReason !== undefined && pendingReason !== 'forced';
        // Another run over this folder may have been quicker.
        const isThere = mayShare && existsSync(recordFileOf(file));
        if (isThere && (await reasonFor(file, subtitles, recipe)) === undefined) {
          tally.elsewhere++;
          return undefined;
        }
        const { record, timings, shared } = await held.describe(file, { share: mayShare });
        const recordFile = toRecordFile(clip, record);
        writeRecord(recordFile);
        if (shared) {
          tally.elsewhere++;
        } else {
          tally.describe(timings);
          progress.described(`${clip.basename}: ${record.video_description_short}`);
        }
        return recordFile;
      } catch (error) {
        if (!isClipFailure(error)) {
          throw error;
        }
        tally.failed++;
        warn(error.message);
        return undefined;
      } finally {
        tally.current.delete(clip.basename);
      }
    },
    onEnd: async () => {
      await giveUpOwn();
      if (tally.taken > 0) {
        say(tally.summary());
        const times = tally.timesLine();
        if (times !== undefined) {
          say(times);
        }
      }
      if (tally.failed > 0) {
        throw new ClipsFailedError(tally.failed, tally.taken);
      }
    },
    onFailure: giveUpOwn,
  });
}
