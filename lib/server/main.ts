/**
 * The entry of the daemon process. One message from the process that starts it tells it what to
 * be; it lives on when that process ends, unless it was started for it alone.
 */
import { once } from 'node:events';
import { messageOf } from '../errors.ts';
import { EXIT_PORT_TAKEN, type Listening, type StartOrder } from '../wire.ts';
import { CommandWork } from './command-work.ts';
import { Daemon } from './daemon.ts';
import { EngineWork } from './engine-work.ts';
import { log } from './log.ts';

async function main(): Promise<number> {
  if (!process.connected) {
    throw new Error(
      'The daemon is started by startDaemon() or by `gulp start_daemon`, not by hand.',
    );
  }
  const [order] = (await once(process, 'message')) as [StartOrder];
  const { config, lifetime } = order;
  const work =
    config.daemon_command === undefined ? new EngineWork(config) : new CommandWork(config);
  const daemon = new Daemon(config, lifetime, work);

  // Until its own lease is there, the starter holds the daemon by this channel: if the starter
  // dies, the system closes it.
  process.once('disconnect', daemon.lifetime.lease());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void daemon.end(signal);
    });
  }
  // As under nohup: a terminal that closes is no reason to end.
  process.on('SIGHUP', () => log('SIGHUP: staying'));

  try {
    const listening: Listening = { port: await daemon.listen() };
    process.send?.(listening);
  } catch (error) {
    log(`cannot listen: ${messageOf(error)}`);
    return isPortTaken(error) ? EXIT_PORT_TAKEN : 1;
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

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    log(messageOf(error));
    process.exit(1);
  },
);
