import type { Config } from '../config/schema.ts';
import { urlOf } from '../protocol/messages.ts';
import type { Log } from '../util/log.ts';
import { DaemonHandle } from './daemon-handle.ts';
import { unwatchSignals, watchSignals } from './interrupt.ts';

/** What the plugins of one stream have in common: the options object that they were made with. */
export type Owner = object | undefined;

/**
 * The daemons that the streams of this process hold. The plugins of one stream are made apart from
 * each other and meet here: by their options object, or, when each has one of its own, by the
 * daemon's address.
 */
type Entry = { owner: Owner; url: string; daemon: DaemonHandle };
let held: Entry[] = [];

/** Those that are being given up. */
const leaving = new Map<Entry, Promise<void>>();

/**
 * Holds the daemon of this configuration, which is joined or started, until it is given up. Returns
 * when it takes clips, which it may do while its model is still loading.
 */
export function holdForStream(config: Config, owner: Owner, say: Log): Promise<DaemonHandle> {
  return add(config, owner, new DaemonHandle(config, 'leased', say));
}

/**
 * Holds the daemon that runs already.
 *
 * @throws DaemonNotRunningError when there is none
 */
export function holdRunningForStream(
  config: Config,
  owner: Owner,
  say: Log,
): Promise<DaemonHandle> {
  return add(config, owner, new DaemonHandle(config, undefined, say));
}

/** The daemon that a plugin of the same stream holds, if one does. */
export function daemonOfStream(config: Config, owner: Owner): DaemonHandle | undefined {
  return (ownedBy(held, owner) ?? at(held, config))?.daemon;
}

/**
 * Gives up what was held for a stream, and waits until the daemon is gone when it goes. When that
 * is under way already, it only waits; when there is nothing to give up, it does nothing.
 *
 * @param anyAtAddress whether a daemon held for another owner at the same address may be meant
 */
export async function giveUpForStream(
  config: Config,
  owner: Owner,
  say: Log,
  { anyAtAddress = false } = {},
): Promise<void> {
  const mine = ownedBy(held, owner) ?? (anyAtAddress ? at(held, config) : undefined);
  if (mine === undefined) {
    const going = ownedBy([...leaving.keys()], owner);
    await (going && leaving.get(going));
    return;
  }
  remove(mine);
  const left = mine.daemon.release(say);
  leaving.set(mine, left);
  try {
    await left;
  } finally {
    leaving.delete(mine);
  }
}

async function add(config: Config, owner: Owner, daemon: DaemonHandle): Promise<DaemonHandle> {
  const entry = { owner, url: urlOf(config.daemon_host, config.daemon_port), daemon };
  held.push(entry);
  watchSignals(releaseAll);
  try {
    await daemon.taking();
    return daemon;
  } catch (error) {
    remove(entry);
    throw error;
  }
}

function remove(entry: Entry): void {
  held = held.filter((other) => other !== entry);
  if (held.length === 0) {
    unwatchSignals();
  }
}

function ownedBy(entries: readonly Entry[], owner: Owner): Entry | undefined {
  return owner && entries.findLast((entry) => entry.owner === owner);
}

function at(entries: readonly Entry[], config: Config): Entry | undefined {
  const url = urlOf(config.daemon_host, config.daemon_port);
  return entries.findLast((entry) => entry.url === url);
}

async function releaseAll(): Promise<void> {
  const say: Log = (line) => {
    process.stderr.write(`${line}\n`);
  };
  await Promise.allSettled([...held.map(({ daemon }) => daemon.release(say)), ...leaving.values()]);
}
