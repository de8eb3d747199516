import type { DaemonHandle } from '../client/daemon-handle.ts';
import { holdForStream } from '../client/stream-daemon.ts';
import { resolveConfig } from '../config/load.ts';
import type { ConfigInput } from '../config/schema.ts';
import type { ClipFile } from '../record/files.ts';
import { type FileStream, fileStream } from './file-stream.ts';
import { say } from './log.ts';

/**
 * The first clip that gets here starts the describe daemon, or joins the one that runs. Clips go on
 * as soon as the daemon takes them, which may be while its model is still loading: then they are
 * decoded meanwhile. Without a clip nothing is started. `stopDaemon()` gives it up again; so does
 * the end of this process, however it ends.
 */
export function startDaemon(input?: ConfigInput): FileStream {
  const config = resolveConfig(input);
  let held: Promise<DaemonHandle> | undefined;
  return fileStream({
    eager: true,
    onFile: async (clip: ClipFile) => {
      if (clip.clipFailure === undefined) {
        held ??= holdForStream(config, input, say);
        await held;
      }
      return clip;
    },
    // A model that does not load is a failure of the run, whoever else waits for it.
    onEnd: async () => {
      await (await held)?.ready;
    },
  });
}
