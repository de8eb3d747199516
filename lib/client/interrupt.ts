import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError } from './errors.ts';

/** A second signal so soon after the first is npx's echo of the same Ctrl-C, in ms. */
const ECHO_MS = 400;

/** How long the polite end may take, in ms. */
const POLITE_MS = 2000;

const controller = new AbortController();
let tidyUp: () => Promise<void> = async () => {};
let interruptedAt: number | undefined;

/** Aborted by the first Ctrl-C or SIGTERM: whatever waits for a daemon or its answer gives up. */
export const interruption: AbortSignal = controller.signal;

/**
 * One signal for all requests of a daemon, aborted when it has gone and when this run is to end.
 * One for each request would stay in memory for as long as the daemon does.
 */
export function untilGone(ended: Promise<unknown>): AbortSignal {
  const gone = new AbortController();
  setMaxListeners(0, gone.signal);
  const abort = (): void => gone.abort();
  void ended.then(abort);
  interruption.addEventListener('abort', abort, { once: true });
  return gone.signal;
}

/**
 * From now on the first signal ends this process politely, after `work`, and a second one at once.
 * gulp itself has no such handler: it would end in the middle of a word.
 */
export function watchSignals(work: () => Promise<void>): void {
  tidyUp = work;
  stopListening();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** Once a signal has come it is too late: the end is under way, and an echo must not cut it short. */
export function unwatchSignals(): void {
  if (interruptedAt === undefined) {
    stopListening();
  }
}

function stopListening(): void {
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  const now = performance.now();
  if (interruptedAt === undefined) {
    interruptedAt = now;
    controller.abort(new InterruptedError(signal));
    const end = () => dieOf(signal);
    void Promise.race([tidyUp(), sleep(POLITE_MS)]).then(end, end);
  } else if (now - interruptedAt > ECHO_MS) {
    dieOf(signal);
  }
}

/**
 * Shells give 130 for SIGINT and 143 for SIGTERM. Not `process.exit(130)`: gulp's exit handler
 * would say that a task did not complete, and make it 1.
 */
function dieOf(signal: NodeJS.Signals): void {
  stopListening();
  process.kill(process.pid, signal);
}
