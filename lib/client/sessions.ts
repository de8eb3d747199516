import { resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { type LifetimeKind, urlOf } from '../protocol/messages.ts';
import { settingsHash, settingsOf } from '../protocol/settings.ts';
import type { Log } from '../util/log.ts';
import { trace } from '../util/trace.ts';
import { DaemonSession } from './daemon-session.ts';

/**
 * The sessions of this process, one per daemon. Configurations that want different daemons at one
 * address have a session each; the second is refused by the daemon that is there.
 */
const sessions = new Map<string, DaemonSession>();

/** The session of this process with the daemon of this configuration; each call counts as a hold. */
export async function joinSession(
  config: Config,
  lifetime: LifetimeKind | undefined,
): Promise<DaemonSession> {
  const startable = keyOf(config, 'leased');
  const key = lifetime === undefined && !sessions.has(startable) ? keyOf(config) : startable;
  let session = sessions.get(key);
  while (session?.released) {
    // The daemon is on its way out, or could not be had: this is a new beginning.
    await session.release(() => {});
    if (sessions.get(key) === session) {
      sessions.delete(key);
    }
    session = sessions.get(key);
  }
  if (session === undefined) {
    session = new DaemonSession(config, lifetime);
    sessions.set(key, session);
  }
  session.holds++;
  trace('%s: %d holds in this process', key, session.holds);
  return session;
}

/** Ends one hold. The last one gives the daemon up, and waits for its end if nobody else uses it. */
export async function leaveSession(session: DaemonSession, log: Log): Promise<void> {
  session.holds--;
  trace('%s: %d holds in this process', session.config.daemon_port, session.holds);
  if (session.holds === 0) {
    await session.release(log);
  }
}

/** Gives up every daemon of this process, which is about to end. */
export async function releaseAllSessions(log: Log): Promise<void> {
  await Promise.allSettled([...sessions.values()].map((session) => session.release(log)));
}

function keyOf(config: Config, lifetime?: LifetimeKind): string {
  const { daemon_host, daemon_port, daemon_pid_file } = config;
  const place = daemon_port === 0 ? resolve(daemon_pid_file) : urlOf(daemon_host, daemon_port);
  return [place, settingsHash(settingsOf(config)), lifetime].join(' ');
}
