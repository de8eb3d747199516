import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import type { Health } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import type { Log } from '../util/log.ts';
import { DaemonStartTimeoutError } from './errors.ts';
import type { DaemonClient } from './http-client.ts';

/** Pauses between two health checks of a starting daemon, in ms; the last one repeats. */
const PAUSES_MS = [10, 20, 40, 80, 150, 250];

/** How often the wait for a starting daemon is logged, in ms. */
const LOG_EVERY_MS = 5000;

/** How long one health check may take, in ms; our daemon answers in some 5. */
const HEALTH_MS = 2000;

/** How long a check and the pause after it take at most, in ms, on a busy machine. */
const LONGEST_CHECK_MS = 2 * HEALTH_MS;

/**
 * Checks a daemon's health until it is ready. Progress extends the deadline.
 *
 * @param gone aborted when the daemon's end is known from elsewhere
 * @returns its health when ready; `undefined` when it has ended
 * @throws DaemonStartTimeoutError after `daemon_start_timeout` without progress
 */
export async function untilReady(
  config: Config,
  client: DaemonClient,
  options: {
    gone: AbortSignal;
    signal: AbortSignal;
    log: Log;
    /** Called when it has answered, ready or not. */
    onAnswer?: (health: Health) => void;
  },
): Promise<Health | undefined> {
  const { gone, signal, log, onAnswer } = options;
  const started = performance.now();
  let lastCheck = started;
  let silentMs = 0;
  let lastLogged = started;
  let progress = 'starting';
  for (let check = 0; !gone.aborted; check++) {
    const health = await tryHealth(client, AbortSignal.any([signal, gone]));
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
      silentMs = 0;
    } else {
      // More has passed only if this process or the whole machine was suspended.
      silentMs += Math.min(now - lastCheck, LONGEST_CHECK_MS);
    }
    lastCheck = now;
    if (silentMs > config.daemon_start_timeout * 1000) {
      const { log } = stateFilesOf(config);
      throw new DaemonStartTimeoutError(config.daemon_start_timeout, progress, log);
    }
    if (now - lastLogged > LOG_EVERY_MS) {
      lastLogged = now;
      log(`Waiting for the daemon: ${progress}, ${Math.round((now - started) / 1000)} s so far`);
    }
    await sleep(PAUSES_MS[Math.min(check, PAUSES_MS.length - 1)], undefined, { signal });
  }
  return undefined;
}

/** The daemon's health; `undefined` when it does not answer. */
export async function tryHealth(
  client: DaemonClient,
  signal: AbortSignal,
): Promise<Health | undefined> {
  try {
    return await client.health(AbortSignal.any([signal, AbortSignal.timeout(HEALTH_MS)]));
  } catch {
    // Refused, reset, too slow, malformed: the caller's deadline and `gone` decide.
    return undefined;
  }
}

function progressOf({ progress = 'starting', percent }: Health): string {
  return percent === undefined ? progress : `${progress} ${percent} %`;
}
