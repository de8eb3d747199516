import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { DaemonNotStoppedError, PortTakenError } from '../errors.ts';
import { TOOL } from '../package-info.ts';
import { readPidFile, readSignalFile, removeStateFiles, stateFilesOf } from '../state-files.ts';
import { urlOf } from '../wire.ts';
import { DaemonClient } from './client.ts';
import { whoIsThere } from './occupant.ts';
import { isAlive, type ProcessRef, processRef, signalGroup } from './process.ts';
import type { Say } from './ready.ts';

/** Pause between two looks at an ending process, in ms. */
const PAUSE_MS = 20;

/** How long the system may take to end a process after SIGKILL, in ms. */
const KILL_MS = 5000;

/** Waits for a process to end; `false` when it is still there after so many ms. */
export async function hasEnded(process: ProcessRef, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (isAlive(process)) {
    if (performance.now() > deadline) {
      return false;
    }
    await sleep(PAUSE_MS);
  }
  return true;
}

/**
 * Ends a daemon: SIGTERM, so that it finishes what is in flight; after `daemon_stop_timeout`
 * SIGKILL to its whole process group. Removes the files it could not remove itself.
 *
 * @throws DaemonNotStoppedError when even SIGKILL does not end it
 */
export async function endProcess(config: Config, daemon: ProcessRef, url: string): Promise<void> {
  signalGroup(daemon, 'SIGTERM');
  if (!(await hasEnded(daemon, config.daemon_stop_timeout * 1000))) {
    signalGroup(daemon, 'SIGKILL');
    if (!(await hasEnded(daemon, KILL_MS))) {
      throw new DaemonNotStoppedError(daemon.pid, url);
    }
  }
  removeFilesOf(config, daemon.pid);
}

/** Removes the state files when they are that daemon's, or nobody's. */
export function removeFilesOf(config: Config, pid: number): void {
  const files = stateFilesOf(config);
  const named = readPidFile(files) ?? readSignalFile(files)?.pid;
  if (named === undefined || named === pid) {
    removeStateFiles(files);
  }
}

/**
 * Stops the daemon of this configuration, whoever uses it, and returns when it is gone. When there
 * is none, it removes the files one may have left.
 *
 * @throws PortTakenError when the port is not our daemon's: a stranger is never signalled
 */
export async function stopDaemonNow(config: Config, say: Say): Promise<void> {
  const client = new DaemonClient(urlOf(config.daemon_host, config.daemon_port));
  try {
    const occupant = await whoIsThere(client, TOOL.name);
    switch (occupant.kind) {
      case 'nobody':
        removeStateFiles(stateFilesOf(config));
        say(`No daemon runs at ${client.url}`);
        return;
      case 'ours': {
        const { pid } = occupant.identity;
        await endProcess(config, processRef(pid), client.url);
        say(`Daemon (PID ${pid}) stopped`);
        return;
      }
      case 'seed':
        throw new PortTakenError(client.url, 'another program that describes videos');
      case 'stranger':
        throw new PortTakenError(client.url, occupant.what);
    }
  } finally {
    await client.close();
  }
}
