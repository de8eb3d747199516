import gulplog from 'gulplog';
import type { ConfigInput } from '../config.ts';
import type { HeldDaemon } from '../daemon/held-daemon.ts';
import { holdForStream } from '../daemon/stream-daemon.ts';
import { resolveConfig } from '../load-config.ts';
import { type FileStream, fileStream } from './file-stream.ts';

/**
 * The first clip that gets here starts the describe daemon, or joins the one that runs; clips wait
 * until it is ready. Without a clip nothing is started. `stopDaemon()` gives it up again; so does
 * the end of this process, however it ends.
 */
export function startDaemon(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  let held: Promise<HeldDaemon> | undefined;
  return fileStream({
    onFile: async (file) => {
      held ??= holdForStream(config, input, (line) => gulplog.info(line));
      await held;
      return file;
    },
  });
}
