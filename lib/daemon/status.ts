import type { Config } from '../config.ts';
import { TOOL } from '../package-info.ts';
import { readPidFile, readSignalFile, stateFilesOf } from '../state-files.ts';
import { urlOf } from '../wire.ts';
import { DaemonClient } from './client.ts';
import { whoIsThere } from './occupant.ts';

/** What there is to know about the daemon of a configuration. */
export type DaemonState = {
  state: 'ready' | 'busy' | 'starting' | 'stopping' | 'stale files' | 'stranger' | 'not running';
  /** The same for a person, in one line. */
  line: string;
};

/** Asks the port, and looks at the state files; changes nothing. */
export async function daemonState(config: Config): Promise<DaemonState> {
  const client = new DaemonClient(urlOf(config.daemon_host, config.daemon_port));
  try {
    const occupant = await whoIsThere(client, TOOL.name);
    switch (occupant.kind) {
      case 'nobody':
        return whatIsLeft(config, client.url);
      case 'stranger':
        return { state: 'stranger', line: `${client.url} is taken by ${occupant.what}` };
      case 'seed': {
        const { model_name } = occupant.health;
        return {
          state: 'stranger',
          line: `Another daemon (${model_name}) answers at ${client.url}`,
        };
      }
      case 'ours': {
        const { health, identity } = occupant;
        const name = `Daemon (PID ${identity.pid}) at ${client.url}`;
        if (health.phase === 'stopping') {
          return { state: 'stopping', line: `${name} is stopping` };
        }
        if (health.phase === 'loading') {
          const percent = health.percent === undefined ? '' : ` ${health.percent} %`;
          return { state: 'starting', line: `${name} is loading: ${health.progress}${percent}` };
        }
        const status = await client.status(AbortSignal.timeout(2000));
        const runs = `${health.leases} ${health.leases === 1 ? 'run uses' : 'runs use'} it`;
        return status.is_busy
          ? {
              state: 'busy',
              line: `${name} is describing ${status.current_file}, ${status.queue_length} in hand; ${runs}`,
            }
          : {
              state: 'ready',
              line: `${name} is ready with ${health.model_name}, ${status.total_processed} described; ${runs}`,
            };
      }
    }
  } finally {
    await client.close();
  }
}

function whatIsLeft(config: Config, url: string): DaemonState {
  const files = stateFilesOf(config);
  const pid = readPidFile(files) ?? readSignalFile(files)?.pid;
  return pid === undefined
    ? { state: 'not running', line: `No daemon runs at ${url}` }
    : {
        state: 'stale files',
        line: `No daemon runs at ${url}, but its files name PID ${pid}; the next start or stop_daemon removes them`,
      };
}
