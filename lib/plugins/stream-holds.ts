import type { DaemonHold } from '../client/hold.ts';
import type { Config } from '../config/schema.ts';
import { unwatchSignals, watchSignals } from '../process/interrupt.ts';
import type { LifetimeKind } from '../protocol/messages.ts';
import { printable } from '../util/printable.ts';
import { log } from './log.ts';

/** The holds of this process's streams, and whether the stream's clips are all described. */
const holds = new Map<DaemonHold, { done: boolean }>();

/** What each `describe()` that is under way says when a signal ends this process. */
const closingWords = new Set<() => string | undefined>();

/** How many of them are there or being made: as long as there are any, signals are watched. */
let watchers = 0;

/**
 * Holds a daemon for a stream until {@link releaseStreamHold}, or until a signal ends this process.
 * Returns when the daemon accepts clips, which may be while its model loads.
 *
 * @param lifetime `undefined`: a daemon that runs is joined, none is started
 * @throws DaemonNotRunningError when there is none and none is to be started, and as `acquireLease`
 */
export async function holdForStream(
  config: Config,
  lifetime: LifetimeKind | undefined,
): Promise<DaemonHold> {
  watchers++;
  watchSignals(releaseAll);
  // Only a run that has clips to describe loads the client.
  const { DaemonHold } = await import('../client/hold.ts');
  const hold = await DaemonHold.open(config, lifetime, log);
  holds.set(hold, { done: false });
  try {
    await hold.taking();
    return hold;
  } catch (error) {
    await releaseStreamHold(hold);
    throw error;
  }
}

/** Gives a stream's hold up. A second call waits for the first. */
export async function releaseStreamHold(hold: DaemonHold): Promise<void> {
  const isFirst = holds.delete(hold);
  try {
    await hold.release(log);
  } finally {
    if (isFirst && --watchers === 0) {
      unwatchSignals();
    }
  }
}

/** To be called by `describe()` when all clips of its stream are described. */
export function markDone(hold: DaemonHold): void {
  const entry = holds.get(hold);
  if (entry !== undefined) {
    entry.done = true;
  }
}

/**
 * Holds on the daemon of this configuration whose clips are all described, for a `stopDaemon()`
 * which no record has reached: it cannot know which one is its stream's, but nobody needs these.
 */
export function doneHolds(config: Config): DaemonHold[] {
  return [...holds].flatMap(([hold, { done }]) => {
    const { daemon_host, daemon_port } = hold.config;
    const isThere = daemon_host === config.daemon_host && daemon_port === config.daemon_port;
    return done && isThere ? [hold] : [];
  });
}

/**
 * @param words the last line of a stream that a signal ends; `undefined`: none
 * @returns takes it back
 */
export function sayWhenInterrupted(words: () => string | undefined): () => void {
  closingWords.add(words);
  return () => closingWords.delete(words);
}

/** gulp's log may not reach the terminal any more when a signal ends the process. */
async function releaseAll(): Promise<void> {
  const say = (line: string): void => {
    process.stderr.write(`${printable(line)}\n`);
  };
  say('Stopping; again to stop at once');
  const { releaseAllSessions } = await import('../client/sessions.ts');
  await releaseAllSessions(say);
  for (const words of closingWords) {
    const line = words();
    if (line !== undefined) {
      say(line);
    }
  }
}
