/**
 * A run in a process of its own: takes a lease on the daemon of the configuration it is given, prints
 * the daemon's PID, and holds it until its standard input ends.
 */
require('esbuild-register');
const { acquireLease } = require('../../lib/client/acquire.ts');

async function main() {
  const config = JSON.parse(process.argv[2]);
  const lease = await acquireLease(config, {
    lifetime: 'leased',
    say: () => {},
    signal: new AbortController().signal,
  });
  console.log(lease.pid);
  await new Promise((resolve) => {
    process.stdin.on('end', resolve).resume();
  });
  await lease.release((line) => console.log(line));
}

main().catch((error) => {
  console.log(error.message);
  process.exitCode = 1;
});
