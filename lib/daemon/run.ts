import { hasCode, messageOf } from '../errors.ts';
import { EXIT_PORT_TAKEN, type StartOrder } from '../protocol/messages.ts';
import { CommandBackend } from './command-backend.ts';
import { Daemon } from './daemon.ts';
import { EngineBackend } from './engine-backend.ts';
import { log } from './log.ts';

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
 * @throws VlogDescribeError before anything is begun
 */
export async function runDaemon(
  { config, lifetime, heartbeatMs }: StartOrder,
  options: RunOptions = {},
): Promise<number> {
  const backend =
    config.daemon_command === undefined ? new EngineBackend(config) : new CommandBackend(config);
  const daemon = new Daemon(config, lifetime, backend, heartbeatMs);
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
    log(`cannot listen: ${messageOf(error)}`);
    return hasCode(error, 'EADDRINUSE') ? EXIT_PORT_TAKEN : 1;
  }
  try {
    await daemon.load();
  } catch (error) {
    log(`cannot load the model: ${messageOf(error)}`);
    await daemon.end('the model did not load');
    return 1;
  }
  return (await daemon.finished) ? 0 : 1;
}
