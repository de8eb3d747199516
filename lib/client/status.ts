import { existsSync } from 'node:fs';
import type { Config } from '../config/schema.ts';
import { publicPidOf } from '../protocol/credentials.ts';
import { type Health, type Status, urlOf } from '../protocol/messages.ts';
import { machineElsewhere, readPidFile, stateFilesOf } from '../protocol/state-files.ts';
import { leaseAddressOf } from './address.ts';
import { settingsDifferences } from './check-settings.ts';
import { DaemonClient } from './http-client.ts';
import { roomLines } from './model-room.ts';
import { recordedDaemon } from './own-daemon.ts';
import { portTaken, probePort } from './probe-port.ts';

/** What the daemon of a configuration is doing. */
export type DaemonState = {
  state:
    | 'ready'
    | 'busy'
    | 'starting'
    | 'stopping'
    | 'silent'
    | 'stale files'
    | 'foreign program'
    | 'other settings'
    | 'not running';
  /** The same for a person, in one line. */
  line: string;
  /** What it says of itself, once it is ready. */
  status?: Status;
};

/** How long `/status` may take, in ms. */
const ANSWER_MS = 2000;

/** Probes the port and reads the state files; changes nothing. */
export async function daemonState(config: Config): Promise<DaemonState> {
  const client = new DaemonClient(leaseAddressOf(config));
  try {
    const probe = await probePort(client, config);
    switch (probe.kind) {
      case 'ours':
        return withDifferences(
          await stateOf(config, client, probe.health),
          settingsDifferences(probe.identity, config),
        );
      case 'free':
      case 'closing':
      case 'silent': {
        const own = recordedDaemon(config);
        if (own !== undefined) {
          return {
            state: 'silent',
            line: `Daemon (PID ${publicPidOf(own)}) runs and does not answer`,
          };
        }
        return probe.kind === 'free'
          ? leftFiles(config)
          : await foreign(config, 'a program that does not answer');
      }
      case 'foreign-daemon':
        return await foreign(config, `another daemon (${probe.health.model_name})`);
      case 'foreign program':
        return await foreign(config, probe.what);
    }
  } finally {
    await client.close();
  }
}

async function stateOf(config: Config, client: DaemonClient, health: Health): Promise<DaemonState> {
  const url = urlOf(config.daemon_host, health.port ?? config.daemon_port);
  const name = `Daemon (PID ${health.pid}) at ${url}`;
  if (health.phase === 'stopping') {
    return { state: 'stopping', line: `${name} is stopping` };
  }
  const report = health.live_report === undefined ? '' : `; live report: ${health.live_report}`;
  if (health.phase === 'loading') {
    const percent = health.percent === undefined ? '' : ` ${health.percent} %`;
    return { state: 'starting', line: `${name} is loading: ${health.progress}${percent}${report}` };
  }
  const status = await client.status(AbortSignal.timeout(ANSWER_MS));
  const room = roomLines(status.engine?.servers ?? []).map((line) => `; ${line}`);
  const runs = `${health.leases} ${health.leases === 1 ? 'run uses' : 'runs use'} it${room.join('')}${report}`;
  return status.is_busy
    ? {
        state: 'busy',
        status,
        line: `${name} is describing ${status.current_file}, ${status.queue_length} in hand; ${runs}`,
      }
    : {
        state: 'ready',
        status,
        line: `${name} is ready with ${health.model_name}, ${status.total_processed} described; ${runs}`,
      };
}

/** Our daemon, but started for another folder or model, cannot be used here. */
function withDifferences(found: DaemonState, differences: string[]): DaemonState {
  const { line } = found;
  return differences.length === 0
    ? found
    : {
        state: 'other settings',
        line: `${line}; not for this configuration: ${differences.join('; ')}`,
      };
}

async function foreign(config: Config, what: string): Promise<DaemonState> {
  return { state: 'foreign program', line: (await portTaken(config, what)).message };
}

function leftFiles(config: Config): DaemonState {
  const url = urlOf(config.daemon_host, config.daemon_port);
  const files = stateFilesOf(config);
  const left = [files.pid, files.signal].filter((file) => existsSync(file));
  if (left.length === 0) {
    return { state: 'not running', line: `No daemon runs at ${url}` };
  }
  const machine = machineElsewhere(files);
  if (machine !== undefined) {
    return {
      state: 'not running',
      line: `No daemon runs at ${url} on this machine; ${files.pid} is that of ${machine}`,
    };
  }
  const pid = readPidFile(files);
  return {
    state: 'stale files',
    line:
      `No daemon runs at ${url}, but ${left.join(' and ')} ${left.length === 1 ? 'is' : 'are'} ` +
      `left${pid === undefined ? '' : ` of PID ${pid}`}; the next start or stop_daemon removes them`,
  };
}
