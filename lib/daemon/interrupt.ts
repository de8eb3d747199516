import { setTimeout as sleep } from 'node:timers/promises';
import { InterruptedError } from '../errors.ts';

/** A second signal so soon after the first is npx's echo of the same Ctrl-C, in ms. */
const ECHO_MS = 400;

/** How long the polite end may take, in ms. */
const POLITE_MS = 2000;

/** The exit codes that shells give for these signals: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof EXIT_CODES;

const controller = new AbortController();
let tidyUp: () => Promise<void> = async () => {};
let interruptedAt: number | undefined;

/** Aborted by the first Ctrl-C or SIGTERM: whatever waits for a daemon or its answer gives up. */
export const interruption: AbortSignal = controller.signal;

/**
 * From now on the first signal ends this process politely, after `work`, and a second one at once.
 * gulp itself has no such handler: it would end in the middle of a word.
 */
export function watchSignals(work: () => Promise<void>): void {
  tidyUp = work;
  unwatchSignals();
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

export function unwatchSignals(): void {
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
}

function onSignal(signal: Signal): void {
  const now = performance.now();
  if (interruptedAt === undefined) {
    interruptedAt = now;
    controller.abort(new InterruptedError(signal));
    const exit = () => process.exit(EXIT_CODES[signal]);
    void Promise.race([tidyUp(), sleep(POLITE_MS)]).then(exit, exit);
  } else if (now - interruptedAt > ECHO_MS) {
    process.exit(EXIT_CODES[signal]);
  }
}
