import gulplog from 'gulplog';
import type Vinyl from 'vinyl';
import writeFileAtomic from 'write-file-atomic';
import { counted, recordFileOf } from '../clip-files.ts';
import type { ConfigInput } from '../config.ts';
import type { HeldDaemon } from '../daemon/held-daemon.ts';
import { daemonOfStream, giveUpForStream, holdRunningForStream } from '../daemon/stream-daemon.ts';
import type { VideoDescription } from '../description.ts';
import { ClipsFailedError, isClipFailure, messageOf, RecordNotWrittenError } from '../errors.ts';
import { resolveConfig } from '../load-config.ts';
import { type FileStream, fileStream } from './file-stream.ts';

/**
 * Clips in, records out: `clip.mp4` becomes `clip.json`. Several clips are described at a time, as
 * many as the daemon can, and go out in order.
 *
 * Each record reaches the disk beside its clip, whole, as soon as the clip is done; what goes out
 * is the record as a vinyl file for the plugins behind. A clip that cannot be described is named
 * in one line and the others go on; at the end the stream fails with the count.
 */
export function describe(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  let own: Promise<HeldDaemon> | undefined;
  let slots = 1;
  let total = 0;
  let failed = 0;
  let begun = 0;

  /** The one that `startDaemon()` holds; without it, one that runs already, held by ourselves. */
  const findDaemon = async (): Promise<HeldDaemon> => {
    const shared = daemonOfStream(config, input);
    if (own === undefined && shared !== undefined) {
      return shared;
    }
    own ??= holdRunningForStream(config, input ?? config, say);
    return own;
  };
  const giveUpOwn = async (): Promise<void> => {
    if (own !== undefined) {
      await giveUpForStream(config, input ?? config, say);
    }
  };

  return fileStream({
    mayBeLast: true,
    // One more than the daemon works on, so that it never waits for the next.
    concurrency: () => slots + 1,
    onFile: async (clip) => {
      if (total++ === 0) {
        begun = performance.now();
      }
      const daemon = await findDaemon();
      try {
        slots = daemon.slots;
        const record = await daemon.describeClip(clip.path);
        const recordFile = toRecordFile(clip, record);
        await write(recordFile);
        gulplog.info(`${clip.basename}: ${record.video_description_short}`);
        return recordFile;
      } catch (error) {
        if (!isClipFailure(error)) {
          throw error;
        }
        failed++;
        gulplog.warn(messageOf(error));
        return undefined;
      }
    },
    onEnd: async () => {
      await giveUpOwn();
      if (total > failed) {
        const seconds = ((performance.now() - begun) / 1000).toFixed(1);
        gulplog.info(`${counted(total - failed)} described in ${seconds} s`);
      }
      if (failed > 0) {
        throw new ClipsFailedError(failed, total);
      }
    },
    onFailure: giveUpOwn,
  });
}

const say = (line: string): void => {
  gulplog.info(line);
};

function toRecordFile(clip: Vinyl, record: VideoDescription): Vinyl {
  const file = clip.clone({ contents: false });
  file.path = recordFileOf(clip.path);
  file.contents = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
  // The clip's size and times are not the record's.
  file.stat = null;
  return file;
}

/** Whole or not at all: written to a file of its own first, then renamed. */
async function write(file: Vinyl): Promise<void> {
  try {
    await writeFileAtomic(file.path, file.contents as Buffer);
  } catch (error) {
    throw new RecordNotWrittenError(file.path, messageOf(error), { cause: error });
  }
}
