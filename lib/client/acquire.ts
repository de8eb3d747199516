import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { checkEngine } from '../engines/registry.ts';
import { untilGone } from '../process/interrupt.ts';
import type { ProcessRef } from '../process/process-ref.ts';
import { daemonOf, publicPidOf } from '../protocol/credentials.ts';
import { checkLiveReport } from '../protocol/live-report.ts';
import { type Health, type LifetimeKind, urlOf } from '../protocol/messages.ts';
import { machineElsewhere, stateFilesOf } from '../protocol/state-files.ts';
import type { Log } from '../util/log.ts';
import { trace } from '../util/trace.ts';
import { type Address, addressOf, leaseAddressOf } from './address.ts';
import { checkSettings } from './check-settings.ts';
import { isConnectionFailure } from './connection-failure.ts';
import { type ConnectTimeoutError, DaemonNotRunningError, DaemonSilentError } from './errors.ts';
import { DaemonClient } from './http-client.ts';
import { launch } from './launch.ts';
import { clipsAtATimeOf, Lease } from './lease.ts';
import { type LeaseConnection, openLease } from './lease-connection.ts';
import { recordedDaemon } from './own-daemon.ts';
import { type PortProbe, portTaken, probePort } from './probe-port.ts';
import type { ReadyTarget } from './request-record.ts';
import { endDaemon, killDaemon, killOrphan } from './stop.ts';
import { untilReady } from './wait-ready.ts';

export type AcquireOptions = {
  /** Of a daemon that has to be started; `undefined`: only a running daemon is joined. */
  lifetime: LifetimeKind | undefined;
  log: Log;
  /** Called as soon as the daemon accepts clips, which may be while its model loads. */
  onTaking?: (daemon: ReadyTarget) => void;
  /** Cancels the attempt, and ends a daemon that was started for it. */
  signal: AbortSignal;
};

/** Pause before the port is probed again, in ms. */
const PAUSE_MS = 50;

/** How much longer than `daemon_stop_timeout` an ending daemon may take, in s. */
const ENDING_SECONDS = 5;

/** A daemon that has left so many probes in a row unanswered, for some 15 s, hangs. */
const MOST_SILENT_PROBES = 10;

/** How long a program on the port may stay unknown, in ms: a daemon may just be ending. */
const UNKNOWN_MS = 1500;

/**
 * Joins the daemon of this configuration, or starts it, and waits until it is ready.
 *
 * @throws LiveReportError when the configuration asks for a live report that cannot be
 * @throws DaemonNotRunningError when no daemon runs and none may be started
 * @throws PortTakenError when another program has the port
 * @throws DaemonSilentError when the daemon on the port does not answer
 * @throws DaemonMismatchError when that daemon was started with other settings
 * @throws DaemonStartError, DaemonStartTimeoutError when it does not become ready
 */
export async function acquireLease(config: Config, options: AcquireOptions): Promise<Lease> {
  if (config.describe.live_report) {
    checkLiveReport(config);
  }
  let unknownSince: number | undefined;
  let silentProbes = 0;
  for (;;) {
    options.signal.throwIfAborted();
    const probe = await ask(config, leaseAddressOf(config));
    trace('port %d: %s', config.daemon_port, probe.kind);
    silentProbes = probe.kind === 'silent' ? silentProbes + 1 : 0;
    if (probe.kind === 'silent') {
      await endIfHung(config, { probes: silentProbes, late: probe.late }, options);
      continue;
    }
    const lease =
      probe.kind === 'free' ? await start(config, options) : await join(config, probe, options);
    if (lease !== undefined) {
      return lease;
    }
    // Another process was faster, or a daemon is just ending: probe again.
    const now = performance.now();
    unknownSince ??= now;
    if (probe.kind === 'ours') {
      if (now - unknownSince > (config.daemon_stop_timeout + ENDING_SECONDS) * 1000) {
        throw new DaemonSilentError(
          probe.health.pid ?? probe.identity.pid,
          urlOf(config.daemon_host, config.daemon_port),
        );
      }
    } else if (now - unknownSince > UNKNOWN_MS) {
      throw await portTaken(config, 'a program that closes every connection');
    }
    await sleep(PAUSE_MS, undefined, { signal: options.signal });
  }
}

async function ask(config: Config, address: Address): Promise<PortProbe> {
  const client = new DaemonClient(address);
  try {
    return await probePort(client, config);
  } finally {
    await client.close();
  }
}

async function join(
  config: Config,
  probe: Exclude<PortProbe, { kind: 'free' | 'silent' }>,
  options: AcquireOptions,
): Promise<Lease | undefined> {
  switch (probe.kind) {
    case 'ours':
      if (probe.health.phase === 'stopping') {
        return undefined;
      }
      checkSettings(urlOf(config.daemon_host, config.daemon_port), probe.identity, config);
      return takeLease(config, { process: probe.process, started: false }, options);
    case 'closing':
      return undefined;
    case 'foreign-daemon':
      throw await portTaken(config, 'another daemon that describes videos');
    case 'foreign program':
      throw await portTaken(config, probe.what);
  }
}

/**
 * Waits for a daemon of ours that does not answer as long as those that hold it do, and then kills it.
 *
 * @param silence how many probes in a row it has not answered, and how the last one failed if not by its silence
 * @throws PortTakenError when it is not ours
 * @throws ConnectTimeoutError when nothing is known to be there
 * @throws DaemonSilentError when none may be started in its place
 */
async function endIfHung(
  config: Config,
  { probes, late }: { probes: number; late: ConnectTimeoutError | undefined },
  { lifetime, log }: AcquireOptions,
): Promise<void> {
  const own = recordedDaemon(config);
  if (own === undefined) {
    throw (
      late ?? (await portTaken(config, 'a program that accepts connections and does not answer'))
    );
  }
  const pid = publicPidOf(own);
  if (lifetime === undefined) {
    throw new DaemonSilentError(pid, urlOf(config.daemon_host, config.daemon_port));
  }
  if (probes === 1) {
    log(`Daemon (PID ${pid}) does not answer; waiting for it`);
  } else if (probes >= MOST_SILENT_PROBES) {
    log(`Daemon (PID ${pid}) does not answer; starting it again`);
    await killDaemon(config, daemonOf(own));
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
  } else {
    await checkEngine(config);
  }
  const files = stateFilesOf(config);
  const machine = machineElsewhere(files);
  if (machine !== undefined) {
    options.log(
      `${files.pid} is that of a daemon on ${machine}; this one takes its place. Machines that share this folder need ` +
        'names of their own: --shard, or daemon_pid_file, daemon_signal_file and daemon_log_file',
    );
  }
  const launched = await launch(config, options.lifetime);
  trace('start: %s', launched === 'port taken' ? launched : `PID ${launched.process.pid}`);
  if (launched === 'port taken') {
    return undefined;
  }
  try {
    const lease = await takeLease(config, { ...launched, started: true }, options);
    if (lease === undefined) {
      throw await launched.ended();
    }
    launched.detach();
    return lease;
  } catch (error) {
    // SIGTERM first: a keeper has a process of its own to end.
    await endDaemon(config, launched.process);
    throw error;
  }
}

/**
 * Probes the port of a `daemon_command` that has no keeper. A process that lost its keeper is ended;
 * one that was started by hand, with the wanted model, is used.
 */
async function findCommand(config: Config): Promise<Lease | undefined> {
  await killOrphan(config);
  const probe = await ask(config, addressOf(config));
  switch (probe.kind) {
    case 'free':
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

/** A daemon that is our child, or has proven that it is ours. */
type FoundDaemon = {
  process: ProcessRef;
  started: boolean;
  /** Of a child of ours. */
  port?: number;
};

/**
 * Takes the lease before it waits for the model, so that no daemon loads one without a run.
 *
 * @returns `undefined` when the daemon ended meanwhile
 */
async function takeLease(
  config: Config,
  found: FoundDaemon,
  { log, signal, onTaking }: AcquireOptions,
): Promise<Lease | undefined> {
  // With daemon_port 0 the OS chose the port.
  const control = new DaemonClient(leaseAddressOf(config, found.port));
  let connection: LeaseConnection | undefined;
  try {
    connection = await openLease(control.address, signal);
    const gone = new AbortController();
    const { ended } = connection;
    void ended.then(() => gone.abort());
    let taking = false;
    const onAnswer = (health: Health): void => {
      // A `daemon_command` listens on its port only once its model is loaded.
      if (!taking && health.phase === 'loading' && config.daemon_command === undefined) {
        taking = true;
        onTaking?.({
          client: control,
          clipsAtATime: clipsAtATimeOf(health),
          gone: untilGone(ended),
        });
      }
    };
    const health = await untilReady(config, control, { gone: gone.signal, signal, log, onAnswer });
    if (health?.daemon !== undefined) {
      return new Lease(config, control, connection, { health, ...found });
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
