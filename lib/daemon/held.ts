import type { Config } from '../config.ts';
import { urlOf } from '../wire.ts';
import { Hold } from './hold.ts';
import { unwatchSignals, watchSignals } from './interrupt.ts';
import type { Say } from './ready.ts';

/**
 * The holds of this process, by the daemon's address: the plugins of one stream are made apart
 * from each other and meet here.
 */
const held = new Map<string, Hold[]>();

/** The holds that are being given up. */
const leaving = new Map<string, Promise<void>>();

/** Holds the daemon of this configuration, which is joined or started, until `giveUp`. */
export function hold(config: Config, say: Say): Promise<Hold> {
  return add(config, new Hold(config, 'leased', say));
}

/**
 * Holds the daemon that runs already.
 *
 * @throws DaemonNotRunningError when there is none
 */
export function holdRunning(config: Config, say: Say): Promise<Hold> {
  return add(config, new Hold(config, undefined, say));
}

/** The hold on this configuration's daemon, if there is one. */
export function heldDaemon(config: Config): Hold | undefined {
  return held.get(keyOf(config))?.[0];
}

/**
 * Gives up what one `hold` has taken, and waits until the daemon is gone when it goes. When that
 * is under way already, it only waits; when there is nothing to give up, it does nothing.
 */
export async function giveUp(config: Config, say: Say): Promise<void> {
  const key = keyOf(config);
  const last = held.get(key)?.at(-1);
  if (last === undefined) {
    await leaving.get(key);
    return;
  }
  remove(config, last);
  const left = last.release(say);
  leaving.set(key, left);
  try {
    await left;
  } finally {
    if (leaving.get(key) === left) {
      leaving.delete(key);
    }
  }
}

async function add(config: Config, hold: Hold): Promise<Hold> {
  held.set(keyOf(config), [...(held.get(keyOf(config)) ?? []), hold]);
  watchSignals(releaseAll);
  try {
    await hold.ready;
    return hold;
  } catch (error) {
    remove(config, hold);
    throw error;
  }
}

function remove(config: Config, hold: Hold): void {
  const rest = (held.get(keyOf(config)) ?? []).filter((other) => other !== hold);
  if (rest.length > 0) {
    held.set(keyOf(config), rest);
  } else {
    held.delete(keyOf(config));
  }
  if (held.size === 0) {
    unwatchSignals();
  }
}

function keyOf(config: Config): string {
  return urlOf(config.daemon_host, config.daemon_port);
}

async function releaseAll(): Promise<void> {
  const say: Say = (line) => {
    process.stderr.write(`${line}\n`);
  };
  const holds = [...held.values()].flat();
  await Promise.allSettled([...holds.map((hold) => hold.release(say)), ...leaving.values()]);
}
