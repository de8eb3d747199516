import { giveUpForStream } from '../client/stream-daemon.ts';
import { resolveConfig } from '../config/load.ts';
import type { ConfigInput } from '../config/schema.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { say } from './log.ts';

/**
 * After the last clip, or after a failure, gives up the daemon that `startDaemon()` holds. It ends
 * when nobody else uses it; only then does the stream end.
 */
export function stopDaemon(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  let seen = false;
  // When nothing came through, `startDaemon()` may never have held anything, and a hold at the same
  // address is that of another stream.
  const stop = (): Promise<void> =>
    giveUpForStream(config, input, say, {
      anyAtAddress: input === undefined || seen,
    });
  return fileStream({
    mayBeLast: true,
    onFile: async (file) => {
      seen = true;
      return file;
    },
    onEnd: stop,
    onFailure: stop,
  });
}
