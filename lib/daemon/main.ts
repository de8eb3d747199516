/**
 * The entry of the daemon process. One message from the process that starts it tells it what to
 * be; it lives on when that process ends, unless it was started for it alone.
 */
import { once } from 'node:events';
import { toErrorJson } from '../errors.ts';
import type { StartNews, StartOrder } from '../protocol/messages.ts';
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
    // dies, the OS closes it.
    onMade: ({ lifetime }) => {
      const release = lifetime.lease();
      if (process.connected) {
        process.once('disconnect', release);
      } else {
        release();
      }
    },
    onListening: (port) => void tellStarter({ port }),
  });
}

/** Settles when it is sent. A starter that has what it wants no longer listens. */
function tellStarter(news: StartNews): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) {
      process.send?.(news, undefined, undefined, () => resolve());
    } else {
      resolve();
    }
  });
}

main().then(
  (code) => process.exit(code),
  async (reason: unknown) => {
    const error = toErrorJson(reason);
    log(error.stack ?? error.message);
    await tellStarter({ error });
    process.exit(1);
  },
);
