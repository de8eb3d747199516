import { setTimeout as sleep } from 'node:timers/promises';
import type { VlogDescribeError } from '../../errors.ts';

const FIRST_PAUSE_MS = 250;
const PAUSE_FACTOR = 4;

/** A hub that asks for more patience than this is given up, in ms. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** A failure that may pass, and what it is when it does not. */
export class PassingFailure extends Error {
  readonly final: VlogDescribeError;
  /** As the hub asked, in ms. */
  readonly waitMs: number | undefined;

  constructor(final: VlogDescribeError, waitMs?: number) {
    super(final.message, { cause: final });
    this.final = final;
    this.waitMs = waitMs;
  }
}

export type RetryOptions = {
  /** Failures in a row after which the last one is final. */
  most: number;
  signal: AbortSignal;
  /** Called before a pause, with its length in ms. */
  onPause(ms: number): void;
  /** Whether something was won since the last failure; then it is the first in a row. */
  hasProgressed?(): boolean;
};

/**
 * Tries again after failures that may pass, after pauses that grow.
 *
 * @throws the final error; the signal's reason
 */
export async function retried<Result>(
  attempt: () => Promise<Result>,
  { most, signal, onPause, hasProgressed = () => false }: RetryOptions,
): Promise<Result> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PassingFailure)) {
        throw error;
      }
      failures = hasProgressed() ? 1 : failures;
      const pause = error.waitMs ?? FIRST_PAUSE_MS * PAUSE_FACTOR ** (failures - 1);
      if (failures >= most || pause > LONGEST_WAIT_MS) {
        throw error.final;
      }
      onPause(pause);
      await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
