import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/schema.ts';
import { serverCommandOf } from '../engines/model-server/presets.ts';
import { portOwner } from '../process/port-owner.ts';
import { hasEnded, isAlive, type ProcessRef, signalGroup } from '../process/process-ref.ts';
import { urlOf } from '../protocol/messages.ts';
import { removeOwnStateFiles, removeStateFiles, stateFilesOf } from '../protocol/state-files.ts';
import type { Log } from '../util/log.ts';
import { TOOL } from '../util/package-info.ts';
import { leaseAddressOf } from './address.ts';
import { settingsDifferences } from './check-settings.ts';
import { DaemonNotStoppedError } from './errors.ts';
import { DaemonClient } from './http-client.ts';
import { portTaken, probePort } from './probe-port.ts';
import { recordedProcess, refOf } from './recorded-process.ts';
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
    const probe = await probePort(client, TOOL.name);
    switch (probe.kind) {
      case 'ours': {
        const { health, identity } = probe;
        const daemon = refOf(identity);
        if (!isAlive(daemon)) {
          throw await portTaken(config, 'a daemon that does not run on this machine');
        }
        const differences = settingsDifferences(identity, config);
        await endProcess(config, daemon);
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
        // Our daemon may hang, or have lost its keeper. The state files name it by its PID and its
        // start time, so that no other process is taken for it.
        const own = recordedProcess(config);
        if (own !== undefined) {
          await endProcess(config, own);
          log(`Daemon (PID ${own.pid}) stopped; it did not answer`);
          return;
        }
        if (probe.kind !== 'free') {
          throw await portTaken(config, 'a program that does not answer');
        }
        removeStateFiles(stateFilesOf(config));
        log(`No daemon runs at ${urlOf(config.daemon_host, config.daemon_port)}`);
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
export async function endProcess(config: Config, daemon: ProcessRef): Promise<void> {
  signalGroup(daemon, 'SIGTERM');
  const keeps = config.daemon_command !== undefined || serverCommandOf(config.describe);
  const extra = keeps ? KEEPER_MS : 0;
  if (await hasEnded(daemon, config.daemon_stop_timeout * 1000 + extra)) {
    removeFilesOf(config, daemon.pid);
  } else {
    await killProcess(config, daemon);
  }
}

/** Kills a daemon that does not answer, with its process group, and removes its files. */
export async function killProcess(config: Config, daemon: ProcessRef): Promise<void> {
  signalGroup(daemon, 'SIGKILL');
  if (!(await hasEnded(daemon, KILL_MS))) {
    throw new DaemonNotStoppedError(daemon.pid);
  }
  removeFilesOf(config, daemon.pid);
}

/** Kills the process of a `daemon_command` that has lost its keeper, if there is one. */
export async function killOrphan(config: Config): Promise<void> {
  const orphan = config.daemon_command === undefined ? undefined : recordedProcess(config);
  if (orphan !== undefined) {
    await killProcess(config, orphan);
  }
}

function removeFilesOf(config: Config, pid: number): void {
  removeOwnStateFiles(stateFilesOf(config), pid);
}

/** A child that inherited the port would keep it after its parent. */
async function portFree(port: number): Promise<void> {
  const deadline = performance.now() + PORT_MS;
  while (performance.now() < deadline && (await portOwner(port)) !== undefined) {
    await sleep(PAUSE_MS);
  }
}
