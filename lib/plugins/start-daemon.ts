import type { DaemonHold } from '../client/hold.ts';
import { resolveConfig } from '../config/load.ts';
import type { Config, ConfigInput } from '../config/schema.ts';
import type { ClipFile } from '../record/files.ts';
import { attachDaemon } from './attachments.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { holdForStream, releaseStreamHold } from './stream-holds.ts';

/**
 * The first clip starts the describe daemon, or joins the one that runs. Clips go on as soon as the
 * daemon accepts them, even while its model loads: they are decoded meanwhile. Without a clip
 * nothing is started. The daemon travels with the clips: `describe()` asks it, and `stopDaemon()`
 * gives it up; so does the end of this process, however it ends.
 */
export function startDaemon(input?: ConfigInput): FileStream {
  return daemonStream(resolveConfig(input)).stream;
}

/** `startDaemon()` for a task that can wait for the daemon's end also after a failure. */
export function daemonStream(config: Config): {
  stream: FileStream;
  release: () => Promise<void>;
} {
  let held: Promise<DaemonHold> | undefined;
  const release = async (): Promise<void> => {
    const [taken] = await Promise.allSettled([held]);
    // A hold that failed was reported by the clip that asked for it.
    if (taken.status === 'fulfilled' && taken.value !== undefined) {
      await releaseStreamHold(taken.value);
    }
  };
  const stream = fileStream({
    eager: true,
    onFile: async (clip: ClipFile) => {
      if (clip.clipFailure === undefined) {
        held ??= holdForStream(config, 'leased');
        attachDaemon(clip, await held);
      }
      return clip;
    },
    // A model that does not load fails this stream too, not only the first that waits for it.
    onEnd: async () => {
      await (await held)?.ready;
    },
    onFailure: release,
  });
  return { stream, release };
}
