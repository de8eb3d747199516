import { resolve } from 'node:path';
import type { DaemonHold } from '../client/hold.ts';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import { isClipFailure } from '../errors.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { FailedClipsLog } from '../record/failed-clips.ts';
import { type ClipFile, clipName, RecordOwners } from '../record/files.ts';
import { writeRecord } from '../record/write.ts';
import { countsOf, daemonOf } from './attachments.ts';
import { clipFailureLine } from './clip-failure.ts';
import { ClipsFailedError } from './errors.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { log, warn } from './log.ts';
import { OtherRuns } from './other-runs.ts';
import { Progress } from './progress.ts';
import { holdForStream, markDone, releaseStreamHold, sayWhenInterrupted } from './stream-holds.ts';
import { Tally } from './tally.ts';

/**
 * Clips in, records out: `clip.mp4` becomes `clip.json`. Several clips are described at a time, as
 * many as keep the daemon busy, and go out in order.
 *
 * Each record is written beside its clip, whole, as soon as the clip is described, and goes out as a
 * vinyl file. A clip that cannot be described is reported in one line and the others go on; at the
 * end the stream fails with the count. Without `startDaemon()` before it, a running daemon is used.
 */
export function describe(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  const owners = new RecordOwners();
  const tally = new Tally();
  const progress = new Progress(tally);
  const failedClips = new FailedClipsLog(config, warn);
  const otherRuns = new OtherRuns(config);
  const silence = sayWhenInterrupted(() => {
    failedClips.write();
    otherRuns.close();
    return tally.interruptedLine();
  });
  /** Those of `startDaemon()`. */
  const seen = new Set<DaemonHold>();
  let own: Promise<DaemonHold> | undefined;
  let clipsAtATime: number | undefined;
  /** Tells where the daemon's time went. */
  let timeLine: ReturnType<DaemonHold['watchTime']> | undefined;
  let hasSaidThatOneWaits = false;
  /** Whether the closing summary tells how many clips there were. */
  let isSummed = false;

  /** The one that `startDaemon()` holds for this clip; without it, one that runs already. */
  const findDaemon = async (clip: ClipFile): Promise<DaemonHold> => {
    const hold = daemonOf(clip);
    if (hold === undefined) {
      own ??= holdForStream(config, undefined);
      return own;
    }
    if (!seen.has(hold)) {
      hold.checkEngine(config);
      seen.add(hold);
    }
    return hold;
  };
  const whyFewerFrames = async (): Promise<string | undefined> => {
    if (tally.withFewerFrames === 0) {
      return undefined;
    }
    const [hold = await own] = seen;
    return hold?.whyFewerFrames();
  };
  const releaseOwn = async (): Promise<void> => {
    silence();
    otherRuns.close();
    progress.stop();
    failedClips.write();
    const [taken] = await Promise.allSettled([own]);
    // A hold that failed was reported by the clip that asked for it.
    if (taken.status === 'fulfilled' && taken.value !== undefined) {
      await releaseStreamHold(taken.value);
    }
  };

  return fileStream({
    mayBeLast: true,
    eager: true,
    concurrency: () => clipsAtATime ?? 1,
    onTaken: (clip) => {
      owners.check(clip);
      tally.take();
      const counts = countsOf(clip);
      if (counts !== undefined) {
        tally.counts.add(counts);
      }
    },
    onFile: async (clip: ClipFile, proceed, aside) => {
      const name = clipName(clip);
      const file = resolve(clip.path);
      tally.current.add(name);
      try {
        if (clip.clipFailure !== undefined) {
          throw clip.clipFailure;
        }
        const daemon = await findDaemon(clip);
        if (clipsAtATime === undefined) {
          clipsAtATime = await daemon.taking();
          timeLine = daemon.watchTime();
          await progress.start();
          proceed();
        }
        const { pendingReason } = clip;
        const mayShare = pendingReason !== undefined && pendingReason !== 'forced';
        if (mayShare && !otherRuns.take(file)) {
          tally.current.delete(name);
          if (!hasSaidThatOneWaits) {
            hasSaidThatOneWaits = true;
            log(`${name}: another run describes it; this one goes on with others meanwhile`);
          }
          await aside(() => otherRuns.untilFree(file));
          tally.current.add(name);
        }
        if (mayShare && (await otherRuns.haveDescribed(file))) {
          tally.elsewhere++;
          return undefined;
        }
        const { record, timings, shared } = await daemon.describe(
          file,
          { share: mayShare },
          config,
        );
        if (mayShare && (await otherRuns.wereFaster(file))) {
          tally.elsewhere++;
          return undefined;
        }
        const recordFile = writeRecord(clip, record, warn);
        failedClips.described(file);
        if (expectsThumbnail(config) && record.thumbnail_file === undefined) {
          const { log: logFile } = stateFilesOf(config);
          warn(`${name}: its thumbnail was not written; ${logFile} says why.`);
        }
        if (shared) {
          tally.elsewhere++;
        } else {
          tally.describe(timings);
          if (record.provenance?.shown_frame_times_seconds !== undefined) {
            tally.withFewerFrames++;
          }
          progress.described(`${name}: ${record.video_description_short}`);
        }
        return recordFile;
      } catch (error) {
        if (!isClipFailure(error)) {
          throw error;
        }
        tally.failures.set(clip.path, error.message);
        failedClips.failed(clip.path, error);
        warn(clipFailureLine(clip, error));
        return undefined;
      } finally {
        otherRuns.release(file);
        tally.current.delete(name);
      }
    },
    onEnd: async () => {
      isSummed = true;
      const framesLine = tally.framesLine(await whyFewerFrames());
      const whereTimeWent = await (await timeLine)?.();
      await releaseOwn();
      seen.forEach(markDone);
      if (tally.taken > 0) {
        log(tally.summary());
        const times = tally.timesLine();
        if (times !== undefined) {
          log(times);
        }
        if (whereTimeWent !== undefined) {
          log(whereTimeWent);
        }
        if (framesLine !== undefined) {
          log(framesLine);
        }
      }
      if (tally.failed > 0) {
        throw new ClipsFailedError(tally.failures, tally.taken);
      }
    },
    // No record will reach stopDaemon(), or not all.
    onFailure: async () => {
      const line = tally.interruptedLine();
      if (!isSummed && tally.done > 0 && line !== undefined) {
        log(line);
      }
      await Promise.all([releaseOwn(), ...[...seen].map(releaseStreamHold)]);
    },
  });
}

/** Another daemon has its own habits. */
function expectsThumbnail({ daemon_command, describe }: Config): boolean {
  return daemon_command === undefined && describe.thumbnail_file !== false;
}
