import type { Config } from '../config/schema.ts';
import { createEngine } from '../engines/registry.ts';
import { hasCode } from '../errors.ts';
import { DaemonCommandEndedError, DaemonHostError, DaemonPortError } from '../protocol/errors.ts';
import { EXIT_PORT_TAKEN, type StartOrder } from '../protocol/messages.ts';
import { stateFilesOf } from '../protocol/state-files.ts';
import type { Backend } from './backend.ts';
import { Daemon } from './daemon.ts';
import { EngineBackend } from './engine-backend.ts';
import { log } from './log.ts';
import { rotateWhileRunning } from './rotate-log.ts';

export type RunOptions = {
  /** Called before anything else, while the daemon can still be held. */
  onMade?(daemon: Daemon): void;
  /** Called once the port is the daemon's own. */
  onListening?(port: number): void;
};

/**
 * Is the daemon until it has ended, which SIGTERM and SIGINT ask for.
 *
 * @returns the exit code of this process
 * @throws why it could not be started, or cannot go on; it has ended then
 */
export async function runDaemon(
  { config, lifetime, heartbeatMs }: StartOrder,
  options: RunOptions = {},
): Promise<number> {
  const daemon = new Daemon(config, lifetime, await backendOf(config), heartbeatMs);
  options.onMade?.(daemon);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void daemon.end(signal);
    });
  }
  try {
    const port = await daemon.listen();
    options.onListening?.(port);
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) {
      log('the port is taken');
      return EXIT_PORT_TAKEN;
    }
    throw listenError(config, error);
  }
  try {
    rotateWhileRunning(stateFilesOf(config).log);
    await daemon.load();
  } catch (error) {
    await daemon.end('the model did not load');
    throw error;
  }
  const died = await daemon.finished;
  if (died !== undefined) {
    throw new DaemonCommandEndedError(died);
  }
  return 0;
}

/** What the configuration has to do with it, if it has. */
function listenError({ daemon_host, daemon_port }: Config, error: unknown): unknown {
  if (!(error instanceof Error && 'syscall' in error)) {
    return error;
  }
  if (hasCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENOTFOUND', 'EAI_AGAIN')) {
    return new DaemonHostError(daemon_host, error);
  }
  return error.syscall === 'listen' && hasCode(error, 'EACCES')
    ? new DaemonPortError(daemon_port, error)
    : error;
}

/** @throws VlogDescribeError when there is no such engine to be had */
async function backendOf(config: Config): Promise<Backend> {
  if (config.daemon_command !== undefined) {
    const { CommandBackend } = await import('./command-backend.ts');
    return new CommandBackend(config);
  }
  return new EngineBackend(config, await createEngine(config, log));
}
