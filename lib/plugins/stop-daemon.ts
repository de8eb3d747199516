import gulplog from 'gulplog';
import type { ConfigInput } from '../config.ts';
import { giveUp } from '../daemon/held.ts';
import { resolveConfig } from '../load-config.ts';
import { type FileStream, fileStream } from './file-stream.ts';

/**
 * After the last clip, or after a failure, gives up the daemon that `startDaemon()` holds. It ends
 * when nobody else uses it; only then does the stream end.
 */
export function stopDaemon(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  const stop = () => giveUp(config, (line) => gulplog.info(line));
  return fileStream({
    onFile: async (file) => file,
    onEnd: stop,
    onFailure: stop,
  });
}
