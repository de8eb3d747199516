import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { DaemonMismatchError, DaemonNotRunningError, PortTakenError } from '../errors.ts';
import { settingsOf } from '../identity.ts';
import { TOOL } from '../package-info.ts';
import { type Identity, type LifetimeKind, urlOf } from '../wire.ts';
import { DaemonClient } from './client.ts';
import { type Launched, launch } from './launch.ts';
import { Lease } from './lease.ts';
import { whoIsThere } from './occupant.ts';
import { signalGroup } from './process.ts';
import { type Say, untilReady } from './ready.ts';

export type AcquireOptions = {
  /** What a daemon that has to be started shall be; `undefined`: none is to be started. */
  lifetime: LifetimeKind | undefined;
  say: Say;
  /** Gives the attempt up; a daemon that was started for it is ended. */
  signal: AbortSignal;
};

/** Pause before the port is looked at again, in ms. */
const PAUSE_MS = 50;

/**
 * Joins the daemon of this configuration, or starts it, and waits until it is ready.
 *
 * @throws DaemonNotRunningError when there is none and none is to be started
 * @throws PortTakenError when somebody else has the port
 * @throws DaemonMismatchError when the daemon there was started for something else
 * @throws DaemonStartError, DaemonStartTimeoutError when it does not get ready
 */
export async function acquireLease(config: Config, options: AcquireOptions): Promise<Lease> {
  for (;;) {
    options.signal.throwIfAborted();
    const lease = (await join(config, options)) ?? (await start(config, options));
    if (lease !== undefined) {
      return lease;
    }
    // Somebody was quicker, or is just ending: look again.
    await sleep(PAUSE_MS, undefined, { signal: options.signal });
  }
}

async function join(config: Config, options: AcquireOptions): Promise<Lease | undefined> {
  const client = new DaemonClient(urlOf(config.daemon_host, config.daemon_port));
  try {
    const occupant = await whoIsThere(client, TOOL.name);
    switch (occupant.kind) {
      case 'nobody':
        break;
      case 'seed':
        throw new PortTakenError(client.url, 'another program that describes videos');
      case 'stranger':
        throw new PortTakenError(client.url, occupant.what);
      case 'ours':
        if (occupant.health.phase !== 'stopping') {
          checkSettings(client.url, occupant.identity, config);
          return await hold(config, client, undefined, options);
        }
    }
    await client.close();
    return undefined;
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function start(config: Config, options: AcquireOptions): Promise<Lease | undefined> {
  if (options.lifetime === undefined) {
    throw new DaemonNotRunningError(urlOf(config.daemon_host, config.daemon_port));
  }
  const launched = await launch(config, options.lifetime);
  if (launched === 'port taken') {
    return undefined;
  }
  // The port is the system's choice when the configured one is 0.
  const client = new DaemonClient(urlOf(config.daemon_host, launched.port));
  try {
    const lease = await hold(config, client, launched, options);
    if (lease === undefined) {
      throw await launched.ended;
    }
    launched.letGo();
    return lease;
  } catch (error) {
    await client.close();
    signalGroup(launched.process, 'SIGKILL');
    await launched.ended;
    throw error;
  }
}

/** Takes the lease first and waits then, so that a daemon never loads for nobody. */
async function hold(
  config: Config,
  client: DaemonClient,
  launched: Launched | undefined,
  { say, signal }: AcquireOptions,
): Promise<Lease | undefined> {
  const connection = await client.lease(signal);
  try {
    const gone = new AbortController();
    void connection.closed.then(() => gone.abort());
    const health = await untilReady(config, client, { gone: gone.signal, signal, say });
    if (health?.daemon !== undefined) {
      const about = { health, identity: health.daemon, started: launched !== undefined };
      return new Lease(config, client, connection, about);
    }
    await connection.close();
    return undefined;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** @throws DaemonMismatchError naming what differs, and how. */
function checkSettings(url: string, { settings }: Identity, config: Config): void {
  const wanted = settingsOf(config);
  const differences = Object.keys(wanted)
    .filter((key) => JSON.stringify(settings[key]) !== JSON.stringify(wanted[key]))
    .map((key) => `${key} is ${shown(settings[key])}, wanted ${shown(wanted[key])}`);
  if (differences.length > 0) {
    throw new DaemonMismatchError(url, differences);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'not known');
}
