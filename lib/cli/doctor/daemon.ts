import { createServer } from 'node:net';
import { daemonState } from '../../client/status.ts';
import type { Config } from '../../config/schema.ts';
import { hasCode, messageOf } from '../../errors.ts';
import { isLoopback } from '../../protocol/host.ts';
import { urlOf } from '../../protocol/messages.ts';
import { type Check, type Finding, note, ok, wrong } from './check.ts';

/** Ports below it need rights on most systems. */
const FIRST_FREE_PORT = 1024;

export const portCheck: Check = {
  name: 'Port',
  run: async (patient): Promise<Finding | undefined> => {
    const { config } = patient;
    if (config === undefined) {
      return undefined;
    }
    const { daemon_host, daemon_port } = config;
    const url = urlOf(daemon_host, daemon_port);
    const why = await whyRefused(config);
    if (why !== undefined) {
      return wrong(`${url} cannot be listened on (${why}). Set daemon_host and daemon_port`);
    }
    const daemon = await daemonState(config);
    patient.daemon = daemon;
    switch (daemon.state) {
      case 'foreign program':
        return wrong(daemon.line);
      case 'not running':
      case 'stale files':
        return ok(daemon_port === 0 ? 'any free one' : `${url} is free`);
      default:
        return ok(`${url} has your daemon`);
    }
  },
};

export const daemonCheck: Check = {
  name: 'Daemon',
  run: async ({ daemon }): Promise<Finding | undefined> => {
    switch (daemon?.state) {
      case undefined:
      case 'foreign program':
        return undefined;
      case 'not running':
        return ok('none runs; npx gulp stage3 starts one');
      case 'ready':
      case 'busy':
      case 'starting':
        return ok(daemon.line);
      case 'stopping':
      case 'stale files':
        return note(daemon.line);
      case 'silent':
        return wrong(`${daemon.line}. npx gulp stop_daemon ends it`);
      case 'other settings':
        return wrong(`${daemon.line}. npx gulp stop_daemon ends it; or set another daemon_port`);
    }
  },
};

/**
 * Why the system lets nobody listen there; `undefined` when somebody does already. Tried only where that is likely:
 * for an instant it would keep a daemon out that starts just now.
 */
async function whyRefused({ daemon_host, daemon_port }: Config): Promise<string | undefined> {
  // Windows reserves ranges of ports for virtual machines.
  if (
    isLoopback(daemon_host) &&
    (daemon_port === 0 || daemon_port >= FIRST_FREE_PORT) &&
    process.platform !== 'win32'
  ) {
    return undefined;
  }
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(daemon_port, daemon_host, resolve);
    });
    return undefined;
  } catch (error) {
    return hasCode(error, 'EADDRINUSE') ? undefined : messageOf(error);
  } finally {
    server.close();
  }
}
