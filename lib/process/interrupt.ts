import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError } from './errors.ts';

/** npx sends the same Ctrl-C again: a second signal within this time does not count, in ms. */
const ECHO_MS = 400;

/** How long the clean-up may take, in ms. */
const POLITE_MS = 2000;

const controller = new AbortController();
let cleanUp: () => Promise<void> = async () => {};
let interruptedAt: number | undefined;

/** Aborted by the first Ctrl-C or SIGTERM, which cancels every wait for a daemon or its answer. */
export const interruption: AbortSignal = controller.signal;

/**
 * One signal for all requests to a daemon, aborted when it has ended or a signal ends this process.
 * One per request would stay in memory for as long as the daemon runs.
 */
export function untilGone(ended: Promise<unknown>): AbortSignal {
  const gone = new AbortController();
  setMaxListeners(0, gone.signal);
  const abort = (): void => {
    interruption.removeEventListener('abort', abort);
    gone.abort();
  };
  void ended.then(abort);
  interruption.addEventListener('abort', abort, { once: true });
  return gone.signal;
}

/**
 * From now on the first signal ends this process after `work`, and a second one at once. gulp has no
 * such handler: it would end at once.
 */
export function watchSignals(work: () => Promise<void>): void {
  cleanUp = work;
  stopListening();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** Does nothing once a signal has come: npx's second one must not end the clean-up. */
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
    const end = () => endBySignal(signal);
    void Promise.race([cleanUp(), sleep(POLITE_MS)]).then(end, end);
  } else if (now - interruptedAt > ECHO_MS) {
    endBySignal(signal);
  }
}

/**
 * Shells give 130 for SIGINT and 143 for SIGTERM. Not `process.exit(130)`: gulp's exit handler
 * would say that a task did not complete, and make it 1.
 */
function endBySignal(signal: NodeJS.Signals): void {
  stopListening();
  process.kill(process.pid, signal);
}
