import { DaemonLostError } from '../client/errors.ts';
import type { Config } from '../config/schema.ts';
import { urlOf } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import { log } from './log.ts';
import { holdForStream, releaseStreamHold } from './stream-holds.ts';

/** Longer than anybody watches, in ms; the most that timers know. */
const FOR_EVER_MS = 2 ** 31 - 1;

/**
 * Holds a daemon that shows the report live, started or joined, until it ends or a signal ends this
 * process.
 *
 * @throws LiveReportError when the configuration's daemon shows none
 * @throws DaemonLostError when it has died
 */
export async function watchReport(config: Config): Promise<void> {
  const live = { ...config, describe: { ...config.describe, live_report: true } };
  const hold = await holdForStream(live, 'leased');
  // The hold's connection does not keep this process alive.
  const alive = setInterval(() => {}, FOR_EVER_MS);
  try {
    await hold.ready;
    const reason = await hold.ended();
    if (reason === undefined) {
      throw new DaemonLostError(
        urlOf(config.daemon_host, config.daemon_port),
        stateFilesOf(config).log,
      );
    }
    log(`The daemon has ended (${reason}), and the live report with it`);
  } finally {
    clearInterval(alive);
    await releaseStreamHold(hold);
  }
}
