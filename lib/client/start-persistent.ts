import type { Config } from '../config/schema.ts';
import { interruption, unwatchSignals, watchSignals } from '../process/interrupt.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import type { Log } from '../util/log.ts';
import { acquireLease } from './acquire.ts';
import { liveReportLines } from './live-report.ts';
import { modelRoom, roomLines } from './model-room.ts';
import { sessionLog } from './session-log.ts';

/** How long the daemon may take to agree to stay, in ms. */
const AGREE_MS = 5000;

/** Starts a daemon that needs no lease, or makes the one that runs stay; returns when it is ready. */
export async function startPersistent(config: Config, output: Log): Promise<void> {
  const log = sessionLog(stateFilesOf(config).startLog, output);
  // A cancelled start ends the process that it started; there is nothing else to clean up.
  watchSignals(async () => {});
  try {
    const lease = await acquireLease(config, { lifetime: 'persistent', log, signal: interruption });
    await lease.persist(AbortSignal.timeout(AGREE_MS));
    const lines = [
      ...(await liveReportLines(config, lease.client)),
      ...roomLines(await modelRoom(config, lease.client)),
    ];
    await lease.leave();
    const how = lease.started ? 'started' : 'already running';
    log(`${lease.name} ${how} at ${lease.client.url}; stop_daemon stops it`);
    lines.forEach(log);
  } finally {
    unwatchSignals();
  }
}
