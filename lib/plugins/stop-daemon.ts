import type { DaemonHold } from '../client/hold.ts';
import { resolveConfig } from '../config/load.ts';
import type { ConfigInput } from '../config/schema.ts';
import { daemonOf } from './attachments.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { doneHolds, releaseStreamHold } from './stream-holds.ts';

/**
 * After the last clip, or after a failure, gives up the daemon that `startDaemon()` holds for this
 * stream. It ends when nobody else uses it; only then does the stream end.
 */
export function stopDaemon(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  const seen = new Set<DaemonHold>();
  const stop = async (): Promise<void> => {
    const holds = seen.size > 0 ? [...seen] : doneHolds(config);
    await Promise.all(holds.map(releaseStreamHold));
  };
  return fileStream({
    mayBeLast: true,
    onFile: async (file) => {
      const hold = daemonOf(file);
      if (hold !== undefined) {
        seen.add(hold);
      }
      return file;
    },
    onEnd: stop,
    onFailure: stop,
  });
}
