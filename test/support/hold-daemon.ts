/**
 * A run in a process of its own: takes a lease on the daemon of the configuration it is given, prints
 * the daemon's PID, and holds it until its standard input ends.
 */
import { acquireLease } from '../../lib/client/acquire.ts';
import type { Config } from '../../lib/config/schema.ts';
import { messageOf } from '../../lib/errors.ts';

async function main(): Promise<void> {
  const config: Config = JSON.parse(process.argv[2] ?? '');
  const lease = await acquireLease(config, {
    lifetime: 'leased',
    log: () => {},
    signal: new AbortController().signal,
  });
  console.log(lease.pid);
  await new Promise((resolve) => {
    process.stdin.on('end', resolve).resume();
  });
  await lease.release((line) => console.log(line));
}

main().catch((error: unknown) => {
  console.log(messageOf(error));
  process.exitCode = 1;
});
