/**
 * The entry of the daemon process. One message from the process that starts it tells it what to
 * be; it lives on when that process ends, unless it was started for it alone.
 */
import { once } from 'node:events';
import { messageOf } from '../errors.ts';
import type { Listening, StartOrder } from '../protocol/messages.ts';
import { log } from './log.ts';
import { runDaemon } from './run.ts';

async function main(): Promise<number> {
  if (!process.connected) {
    throw new Error(
      'This is started by startDaemon() and `gulp start_daemon`. By hand: npx gulp-vlog-describe daemon',
    );
  }
  const [order] = (await once(process, 'message')) as [StartOrder];
  // As under nohup: a terminal that closes is no reason to end.
  process.on('SIGHUP', () => log('SIGHUP: staying'));
  return runDaemon(order, {
    // Until its own lease is there, the starter holds the daemon by this channel: if the starter
    // dies, the system closes it.
    onMade: (daemon) => process.once('disconnect', daemon.lifetime.lease()),
    onListening: (port) => process.send?.({ port } satisfies Listening),
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    log(messageOf(error));
    process.exit(1);
  },
);
