import type { Config } from '../config/schema.ts';
import type { Log } from '../util/log.ts';
import { acquireLease } from './acquire.ts';
import { interruption, unwatchSignals, watchSignals } from './interrupt.ts';

/** How long the daemon may take to agree to stay, in ms. */
const AGREE_MS = 5000;

/** Starts a daemon that needs no lease, or makes the one that runs stay; returns when it is ready. */
export async function startPersistent(config: Config, say: Log): Promise<void> {
  // A start that is broken off ends what it has started; there is nothing else to tidy up.
  watchSignals(async () => {});
  try {
    const lease = await acquireLease(config, { lifetime: 'persistent', say, signal: interruption });
    await lease.persist(AbortSignal.timeout(AGREE_MS));
    await lease.leave();
    const how = lease.started ? 'started' : 'already running';
    say(`${lease.name} ${how} at ${lease.client.url}; stop_daemon stops it`);
  } finally {
    unwatchSignals();
  }
}
