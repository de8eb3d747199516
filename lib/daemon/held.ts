import type { Config } from '../config.ts';
import { urlOf } from '../wire.ts';
import { Hold } from './hold.ts';
import { unwatchSignals, watchSignals } from './interrupt.ts';
import type { Say } from './ready.ts';

/** What the plugins of one stream have in common: the options object that they were made with. */
export type Owner = object | undefined;

/**
 * The holds of this process. The plugins of one stream are made apart from each other and meet
 * here: by their options object, or, when each has one of its own, by the daemon's address.
 */
type Held = { owner: Owner; url: string; hold: Hold };
let held: Held[] = [];

/** The holds that are being given up. */
const leaving = new Map<Held, Promise<void>>();

/**
 * Holds the daemon of this configuration, which is joined or started, until `giveUp`. Returns when
 * it takes clips, which it may do while its model is still loading.
 */
export function hold(config: Config, owner: Owner, say: Say): Promise<Hold> {
  return add(config, owner, new Hold(config, 'leased', say));
}

/**
 * Holds the daemon that runs already.
 *
 * @throws DaemonNotRunningError when there is none
 */
export function holdRunning(config: Config, owner: Owner, say: Say): Promise<Hold> {
  return add(config, owner, new Hold(config, undefined, say));
}

/** The hold on this configuration's daemon, if there is one. */
export function heldDaemon(config: Config, owner: Owner): Hold | undefined {
  return (ownedBy(held, owner) ?? at(held, config))?.hold;
}

/**
 * Gives up what one `hold` has taken, and waits until the daemon is gone when it goes. When that
 * is under way already, it only waits; when there is nothing to give up, it does nothing.
 *
 * @param anyAtAddress whether a hold of another owner at the same address may be meant
 */
export async function giveUp(
  config: Config,
  owner: Owner,
  say: Say,
  { anyAtAddress = false } = {},
): Promise<void> {
  const mine = ownedBy(held, owner) ?? (anyAtAddress ? at(held, config) : undefined);
  if (mine === undefined) {
    const going = ownedBy([...leaving.keys()], owner);
    await (going && leaving.get(going));
    return;
  }
  remove(mine);
  const left = mine.hold.release(say);
  leaving.set(mine, left);
  try {
    await left;
  } finally {
    leaving.delete(mine);
  }
}

async function add(config: Config, owner: Owner, hold: Hold): Promise<Hold> {
  const entry = { owner, url: urlOf(config.daemon_host, config.daemon_port), hold };
  held.push(entry);
  watchSignals(releaseAll);
  try {
    await hold.taking;
    return hold;
  } catch (error) {
    remove(entry);
    throw error;
  }
}

function remove(entry: Held): void {
  held = held.filter((other) => other !== entry);
  if (held.length === 0) {
    unwatchSignals();
  }
}

function ownedBy(entries: readonly Held[], owner: Owner): Held | undefined {
  return owner && entries.findLast((entry) => entry.owner === owner);
}

function at(entries: readonly Held[], config: Config): Held | undefined {
  const url = urlOf(config.daemon_host, config.daemon_port);
  return entries.findLast((entry) => entry.url === url);
}

async function releaseAll(): Promise<void> {
  const say: Say = (line) => {
    process.stderr.write(`${line}\n`);
  };
  await Promise.allSettled([...held.map(({ hold }) => hold.release(say)), ...leaving.values()]);
}
