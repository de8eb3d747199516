import type Vinyl from 'vinyl';
import type { DaemonHold } from '../client/hold.ts';
import type { PendingCounts } from './tally.ts';

/**
 * What the plugins of one stream tell each other, on each file: they are made apart from each
 * other, and several streams may be under way. Functions, because `file.clone()` copies everything
 * else deeply.
 */
type WithAttachments = Vinyl & {
  describeDaemon?: () => DaemonHold;
  describeCounts?: () => PendingCounts;
};

export function attachDaemon(file: WithAttachments, hold: DaemonHold): void {
  file.describeDaemon = giving(hold);
}

/** The daemon that `startDaemon()` holds for this file. */
export function daemonOf(file: WithAttachments): DaemonHold | undefined {
  return file.describeDaemon?.();
}

export function attachCounts(file: WithAttachments, counts: PendingCounts): void {
  file.describeCounts = giving(counts);
}

/** What the `pending()` that let this file through has counted so far. */
export function countsOf(file: WithAttachments): PendingCounts | undefined {
  return file.describeCounts?.();
}

const givers = new WeakMap<object, () => unknown>();

/** One function for all files: there may be many thousands. */
function giving<Type extends object>(what: Type): () => Type {
  const there = givers.get(what) ?? (() => what);
  givers.set(what, there);
  return there as () => Type;
}
