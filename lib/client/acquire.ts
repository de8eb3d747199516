import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { type Health, type LifetimeKind, urlOf } from '../protocol/messages.ts';
import type { Log } from '../util/log.ts';
import { TOOL } from '../util/package-info.ts';
import { type Address, addressOf, leaseAddressOf } from './address.ts';
import { checkSettings } from './check-settings.ts';
import { isConnectionFailure } from './connection-failure.ts';
import { DaemonNotRunningError, DaemonSilentError } from './errors.ts';
import { DaemonClient } from './http-client.ts';
import { untilGone } from './interrupt.ts';
import { type Launched, launch } from './launch.ts';
import { clipsAtATimeOf, Lease } from './lease.ts';
import { type LeaseConnection, openLease } from './lease-connection.ts';
import { type PortProbe, portTaken, probePort } from './probe-port.ts';
import { recordedProcess } from './recorded-process.ts';
import type { ReadyTarget } from './request-record.ts';
import { endProcess, killOrphan } from './stop.ts';
import { untilReady } from './wait-ready.ts';

export type AcquireOptions = {
  /** What a daemon that has to be started shall be; `undefined`: none is to be started. */
  lifetime: LifetimeKind | undefined;
  say: Log;
  /** Told of the daemon that is held, as soon as it takes clips: its model may still be loading. */
  onTaking?: (daemon: ReadyTarget) => void;
  /** Gives the attempt up; a daemon that was started for it is ended. */
  signal: AbortSignal;
};

/** Pause before the port is looked at again, in ms. */
const PAUSE_MS = 50;

/** How much longer than `daemon_stop_timeout` a daemon that is ending is waited for, in s. */
const ENDING_SECONDS = 5;

/** How long somebody may be at the port without our learning who, in ms: a daemon just ends. */
const UNCLEAR_MS = 1500;

/**
 * Joins the daemon of this configuration, or starts it, and waits until it is ready.
 *
 * @throws DaemonNotRunningError when there is none and none is to be started
 * @throws PortTakenError when somebody else has the port
 * @throws DaemonSilentError when the daemon there does not answer
 * @throws DaemonMismatchError when the daemon there was started for something else
 * @throws DaemonStartError, DaemonStartTimeoutError when it does not get ready
 */
export async function acquireLease(config: Config, options: AcquireOptions): Promise<Lease> {
  let unclearSince: number | undefined;
  for (;;) {
    options.signal.throwIfAborted();
    const probe = await ask(leaseAddressOf(config));
    const lease =
      probe.kind === 'nobody' ? await start(config, options) : await join(config, probe, options);
    if (lease !== undefined) {
      return lease;
    }
    // Somebody was quicker, or is just ending: look again.
    const now = performance.now();
    unclearSince ??= now;
    if (probe.kind === 'ours') {
      if (now - unclearSince > (config.daemon_stop_timeout + ENDING_SECONDS) * 1000) {
        throw new DaemonSilentError(
          probe.health.pid ?? probe.identity.pid,
          urlOf(config.daemon_host, config.daemon_port),
        );
      }
    } else if (now - unclearSince > UNCLEAR_MS) {
      throw await portTaken(config, 'a program that hangs up on callers');
    }
    await sleep(PAUSE_MS, undefined, { signal: options.signal });
  }
}

async function ask(address: Address): Promise<PortProbe> {
  const client = new DaemonClient(address);
  try {
    return await probePort(client, TOOL.name);
  } finally {
    await client.close();
  }
}

async function join(
  config: Config,
  probe: Exclude<PortProbe, { kind: 'nobody' }>,
  options: AcquireOptions,
): Promise<Lease | undefined> {
  switch (probe.kind) {
    case 'ours':
      if (probe.health.phase === 'stopping') {
        return undefined;
      }
      checkSettings(urlOf(config.daemon_host, config.daemon_port), probe.identity, config);
      return takeLease(config, undefined, options);
    case 'hanging up':
      return undefined;
    case 'silent': {
      const own = recordedProcess(config);
      if (own !== undefined) {
        throw new DaemonSilentError(own.pid, urlOf(config.daemon_host, config.daemon_port));
      }
      throw await portTaken(config, 'a program that accepts connections and does not answer');
    }
    case 'foreign-daemon':
      throw await portTaken(config, 'another daemon that describes videos');
    case 'stranger':
      throw await portTaken(config, probe.what);
  }
}

async function start(config: Config, options: AcquireOptions): Promise<Lease | undefined> {
  if (options.lifetime === undefined) {
    throw new DaemonNotRunningError(urlOf(config.daemon_host, config.daemon_port));
  }
  if (config.daemon_command !== undefined) {
    const found = await findCommand(config);
    if (found !== undefined) {
      return found;
    }
  }
  const launched = await launch(config, options.lifetime);
  if (launched === 'port taken') {
    return undefined;
  }
  try {
    const lease = await takeLease(config, launched, options);
    if (lease === undefined) {
      throw await launched.ended;
    }
    launched.letGo();
    return lease;
  } catch (error) {
    // Politely, because a keeper has a process to end as well.
    await endProcess(config, launched.process);
    throw error;
  }
}

/**
 * Looks who is at the port of a `daemon_command` that nobody keeps. A process that lost its keeper
 * is ended; one that somebody started by hand, with the model that is wanted, is used.
 */
async function findCommand(config: Config): Promise<Lease | undefined> {
  await killOrphan(config);
  const probe = await ask(addressOf(config));
  switch (probe.kind) {
    case 'nobody':
      return undefined;
    case 'foreign-daemon': {
      const { model_name, model_loaded } = probe.health;
      if (model_name === config.describe.model && model_loaded) {
        return Lease.unheld(config, probe.health);
      }
      throw await portTaken(config, `a daemon with the model ${model_name ?? 'unknown'}`);
    }
    default:
      throw await portTaken(config, 'a program that is not the one of daemon_command');
  }
}

/**
 * Takes the lease first and waits then, so that a daemon never loads for nobody.
 *
 * @returns `undefined` when the daemon has gone meanwhile
 */
async function takeLease(
  config: Config,
  launched: Launched | undefined,
  { say, signal, onTaking }: AcquireOptions,
): Promise<Lease | undefined> {
  // The port is the system's choice when the configured one is 0.
  const control = new DaemonClient(leaseAddressOf(config, launched?.port));
  let connection: LeaseConnection | undefined;
  try {
    connection = await openLease(control.address, signal);
    const gone = new AbortController();
    const { ended } = connection;
    void ended.then(() => gone.abort());
    let taking = false;
    const onAnswer = (health: Health): void => {
      // The clips of a `daemon_command` go to a port on which nobody listens before it is loaded.
      if (!taking && health.phase === 'loading' && config.daemon_command === undefined) {
        taking = true;
        onTaking?.({
          client: control,
          clipsAtATime: clipsAtATimeOf(health),
          gone: untilGone(ended),
        });
      }
    };
    const health = await untilReady(config, control, { gone: gone.signal, signal, say, onAnswer });
    if (health?.daemon !== undefined) {
      const started = launched !== undefined;
      return new Lease(config, control, connection, { health, started });
    }
  } catch (error) {
    await connection?.close();
    await control.close();
    if (isConnectionFailure(error)) {
      return undefined;
    }
    throw error;
  }
  await connection.close();
  await control.close();
  return undefined;
}
