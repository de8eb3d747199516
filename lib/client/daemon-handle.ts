import { resolveConfig } from '../config/load.ts';
import type { ConfigInput } from '../config/schema.ts';
import type { VideoDescription } from '../record/schema.ts';
import type { Log } from '../util/log.ts';
import type { DescribeClipOptions } from './hold.ts';

/** How a daemon is held. */
export type HoldOptions = {
  /** Receives one line per event: the daemon was started, joined, restarted, stopped. */
  log?: Log;
};

/**
 * A daemon that stays for as long as it is held. If it dies all the same it is started again, and
 * the clips that were in flight are described after all.
 */
export type DaemonHandle = {
  /** How many clips it works on at the same time; more wait for their turn. */
  readonly slots: number;
  /**
   * Has one clip described. Several can be asked for side by side. The record is returned, not
   * written; the thumbnail is written beside the clip unless `describe.thumbnail_file` is false.
   *
   * @param file the clip's path
   * @throws {@link VlogDescribeError}: the clip's own failure, for which {@link isClipFailure}
   *   holds, or one of the daemon, after which no clip can be described
   */
  describeClip(file: string, options?: DescribeClipOptions): Promise<VideoDescription>;
  /**
   * Gives the daemon up, and waits for its end if nobody else uses it. A second call waits for the
   * first.
   */
  release(): Promise<void>;
};

/**
 * Starts the describe daemon, or joins the one that runs, and holds it until it is released: the
 * way to have clips described without gulp.
 *
 * It is held by an open connection, so that it ends with this process, however that ends, unless
 * others use it. The connection does not keep this process alive.
 *
 * @param input any part of the configuration; given nothing, `config.yaml` in the working directory
 * @returns the daemon, once it is ready
 * @throws {@link VlogDescribeError} with `code` `PORT_TAKEN`, `DAEMON_MISMATCH`, `DAEMON_START`,
 *   `DAEMON_START_TIMEOUT` or another when it does not get ready, or a `CONFIG_…` code
 */
export async function holdDaemon(
  input?: ConfigInput,
  options: HoldOptions = {},
): Promise<DaemonHandle> {
  const config = resolveConfig(input);
  const { DaemonHold } = await import('./hold.ts');
  const hold = await DaemonHold.open(config, 'leased', options.log ?? (() => {}));
  try {
    await hold.ready;
  } catch (error) {
    await hold.release();
    throw error;
  }
  return {
    // A daemon that is started again may have another number.
    get slots() {
      return hold.slots;
    },
    describeClip: async (file, options) => (await hold.describe(file, options)).record,
    release: () => hold.release(),
  };
}
