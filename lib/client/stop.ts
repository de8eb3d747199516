import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { serverCommandOf } from '../engines/model-server/presets.ts';
import { portOwner } from '../process/port-owner.ts';
import { hasEnded, type ProcessRef, signalOwnGroup } from '../process/process-ref.ts';
import {
  daemonOf,
  publicPidOf,
  removeCredentials,
  runningProcessesOf,
} from '../protocol/credentials.ts';
import { urlOf } from '../protocol/messages.ts';
import {
  machineElsewhere,
  removeOwnStateFiles,
  removeStateFiles,
  stateFilesOf,
} from '../protocol/state-files.ts';
import type { Log } from '../util/log.ts';
import { leaseAddressOf } from './address.ts';
import { settingsDifferences } from './check-settings.ts';
import { DaemonNotStoppedError } from './errors.ts';
import { DaemonClient } from './http-client.ts';
import { credentialsOf, recordedDaemon } from './own-daemon.ts';
import { portTaken, probePort } from './probe-port.ts';
import { sessionLog } from './session-log.ts';

/** How long the OS may take to end a process after SIGKILL, in ms. */
const KILL_MS = 5000;

/** How much longer than the process it keeps a daemon may take, in ms. */
const KEEPER_MS = 2000;

/** How long a port may stay taken after its process has ended, in ms. */
const PORT_MS = 2000;

/** Pause between two checks of a port, in ms. */
const PAUSE_MS = 20;

/**
 * Stops the daemon of this configuration, even if other runs use it, and returns when it has ended,
 * its port is free and its files are removed. Without a daemon, removes the files one may have left.
 *
 * @throws PortTakenError when another program has the port; it is never signalled
 * @throws DaemonNotStoppedError when even SIGKILL does not end it
 */
export async function stopDaemonNow(config: Config, output: Log): Promise<void> {
  const log = sessionLog(stateFilesOf(config).stopLog, output);
  const client = new DaemonClient(leaseAddressOf(config));
  try {
    const probe = await probePort(client, config);
    switch (probe.kind) {
      case 'ours': {
        const { health, identity } = probe;
        const differences = settingsDifferences(identity, config);
        await endDaemon(config, probe.process);
        await portFree(health.port ?? config.daemon_port);
        const other =
          differences.length === 0
            ? ''
            : `; it was started with other settings: ${differences.join('; ')}`;
        log(`Daemon (PID ${health.pid ?? identity.pid}) stopped${other}`);
        return;
      }
      case 'free':
      case 'closing':
      case 'silent': {
        // Our daemon may hang, or have lost its keeper. Its credentials, which nobody else can have
        // written, name it by its PID and its start time.
        const own = recordedDaemon(config);
        if (own !== undefined) {
          await endDaemon(config, daemonOf(own));
          log(`Daemon (PID ${publicPidOf(own)}) stopped; it did not answer`);
          return;
        }
        if (probe.kind !== 'free') {
          throw await portTaken(config, 'a program that does not answer');
        }
        const files = stateFilesOf(config);
        const machine = machineElsewhere(files);
        if (machine === undefined) {
          removeStateFiles(files);
        }
        const left = machine === undefined ? '' : `; ${files.pid} is that of ${machine}, and stays`;
        log(`No daemon runs at ${urlOf(config.daemon_host, config.daemon_port)}${left}`);
        return;
      }
      case 'foreign-daemon':
        throw await portTaken(config, 'another daemon that describes videos');
      case 'foreign program':
        throw await portTaken(config, probe.what);
    }
  } finally {
    await client.close();
  }
}

/**
 * Ends a daemon: SIGTERM, so that it finishes what is in flight; after `daemon_stop_timeout`
 * SIGKILL to its whole process group. Removes the files it could not remove itself.
 *
 * @throws DaemonNotStoppedError when even SIGKILL does not end it
 */
export async function endDaemon(config: Config, daemon: ProcessRef): Promise<void> {
  const keeps = config.daemon_command !== undefined || serverCommandOf(config.describe);
  const patience = config.daemon_stop_timeout * 1000 + (keeps ? KEEPER_MS : 0);
  // A command whose keeper was killed is told itself.
  const [first = daemon] = processesOf(daemon);
  signalOwnGroup(first, 'SIGTERM');
  await hasEnded(first, patience);
  await killDaemon(config, daemon);
}

/** Kills what runs of a daemon that does not end, or not answer, and removes its files. */
export async function killDaemon(config: Config, daemon: ProcessRef): Promise<void> {
  const credentials = credentialsOf(daemon);
  for (const process of processesOf(daemon)) {
    signalOwnGroup(process, 'SIGKILL');
    if (!(await hasEnded(process, KILL_MS))) {
      throw new DaemonNotStoppedError(process.pid);
    }
  }
  if (credentials !== undefined) {
    removeCredentials(credentials);
  }
  const pid = credentials === undefined ? daemon.pid : publicPidOf(credentials);
  removeOwnStateFiles(stateFilesOf(config), pid);
}

/** What runs of it: its own process, and that of its `daemon_command`. */
function processesOf(daemon: ProcessRef): ProcessRef[] {
  const credentials = credentialsOf(daemon);
  return credentials === undefined ? [daemon] : runningProcessesOf(credentials);
}

/** Kills the process of a `daemon_command` that has lost its keeper, if there is one. */
export async function killOrphan(config: Config): Promise<void> {
  const orphan = config.daemon_command === undefined ? undefined : recordedDaemon(config);
  if (orphan !== undefined) {
    await killDaemon(config, daemonOf(orphan));
  }
}

/** A child that inherited the port would keep it after its parent. */
async function portFree(port: number): Promise<void> {
  const deadline = performance.now() + PORT_MS;
  while (performance.now() < deadline && (await portOwner(port)) !== undefined) {
    await sleep(PAUSE_MS);
  }
}
