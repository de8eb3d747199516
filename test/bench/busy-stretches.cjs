/**
 * Preloaded into a daemon: writes each stretch of work of its main thread that took this much processor
 * time, in ms, without a turn of the event loop. Time that a busy machine gives to others does not count,
 * as it would in the event loop's delay. On Linux only, which tells a thread's own time.
 */
const { appendFileSync, existsSync, readFileSync } = require('node:fs');

const OWN_TIME = `/proc/${process.pid}/task/${process.pid}/schedstat`;
const LOOK_EVERY_MS = 5;
const WORTH_A_LINE_MS = 10;

if (/daemon[\\/]main\.[jt]s$/.test(process.argv[1] ?? '') && existsSync(OWN_TIME)) {
  const ownMs = () => Number(readFileSync(OWN_TIME, 'utf8').split(' ', 1)[0]) / 1e6;
  let before = ownMs();
  setInterval(() => {
    const now = ownMs();
    if (now - before > WORTH_A_LINE_MS) {
      appendFileSync(process.env.BUSY_STRETCHES, `${Date.now()} ${(now - before).toFixed(1)}\n`);
    }
    before = now;
  }, LOOK_EVERY_MS).unref();
}
