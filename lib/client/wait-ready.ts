import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import type { Health } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import type { Log } from '../util/log.ts';
import { DaemonStartTimeoutError } from './errors.ts';
import type { DaemonClient } from './http-client.ts';

/** Pauses between two looks at a daemon that starts, in ms; the last one goes on. */
const PAUSES_MS = [10, 20, 40, 80, 150, 250];

/** While a daemon starts something is said at least so often, in ms. */
const SAY_EVERY_MS = 5000;

/** How long one look may take, in ms; our daemon answers in some 5. */
const LOOK_MS = 2000;

/**
 * Looks at a daemon until it is ready. Progress extends the deadline, silence does not.
 *
 * @param gone aborted when the daemon's end is known from elsewhere
 * @returns what it says when ready; `undefined` when it has gone
 * @throws DaemonStartTimeoutError after `daemon_start_timeout` without progress
 */
export async function untilReady(
  config: Config,
  client: DaemonClient,
  options: {
    gone: AbortSignal;
    signal: AbortSignal;
    say: Log;
    /** Called when it has answered, ready or not. */
    onAnswer?: (health: Health) => void;
  },
): Promise<Health | undefined> {
  const { gone, signal, say, onAnswer } = options;
  const started = performance.now();
  let lastProgress = started;
  let lastSaid = started;
  let progress = 'starting';
  for (let look = 0; !gone.aborted; look++) {
    const health = await lookAt(client, AbortSignal.any([signal, gone]));
    signal.throwIfAborted();
    if (health !== undefined) {
      onAnswer?.(health);
    }
    if (health?.model_loaded) {
      return health;
    }
    const now = performance.now();
    const seen = health === undefined ? progress : progressOf(health);
    if (seen !== progress) {
      progress = seen;
      lastProgress = now;
    }
    if (now - lastProgress > config.daemon_start_timeout * 1000) {
      const { log } = stateFilesOf(config);
      throw new DaemonStartTimeoutError(config.daemon_start_timeout, progress, log);
    }
    if (now - lastSaid > SAY_EVERY_MS) {
      lastSaid = now;
      say(`Waiting for the daemon: ${progress}, ${Math.round((now - started) / 1000)} s so far`);
    }
    await sleep(PAUSES_MS[Math.min(look, PAUSES_MS.length - 1)], undefined, { signal });
  }
  return undefined;
}

/** What the daemon says now; `undefined` when it says nothing. */
export async function lookAt(
  client: DaemonClient,
  signal: AbortSignal,
): Promise<Health | undefined> {
  try {
    return await client.health(AbortSignal.any([signal, AbortSignal.timeout(LOOK_MS)]));
  } catch {
    // Refused, reset, too slow, not understood: the caller's deadline and `gone` decide.
    return undefined;
  }
}

function progressOf({ progress = 'starting', percent }: Health): string {
  return percent === undefined ? progress : `${progress} ${percent} %`;
}
