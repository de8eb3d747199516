import type { Config } from '../config.ts';
import { stateFilesOf } from '../state-files.ts';
import { type LifetimeKind, urlOf } from '../wire.ts';
import { acquireLease } from './acquire.ts';
import { interruption, unwatchSignals, watchSignals } from './interrupt.ts';
import type { Lease } from './lease.ts';
import type { Say } from './ready.ts';
import { keepStory } from './story.ts';

/**
 * The leases that this process holds, by the daemon's address: the plugins of one stream are made
 * apart from each other and meet here.
 */
const held = new Map<string, Promise<Lease>[]>();

/** The leases that are being given up. */
const leaving = new Map<string, Promise<void>>();

/** Holds the daemon of this configuration, which is joined or started, until `giveUp`. */
export async function hold(config: Config, say: Say): Promise<Lease> {
  const story = keepStory(stateFilesOf(config).startLog, say);
  const lease = await holdAs('leased', config, story);
  const { pid } = lease.process;
  story(`Daemon (PID ${pid}) ${lease.started ? 'started' : 'joined'} at ${lease.client.url}`);
  return lease;
}

/**
 * Holds the daemon that runs already.
 *
 * @throws DaemonNotRunningError when there is none
 */
export function holdRunning(config: Config): Promise<Lease> {
  return holdAs(undefined, config, () => {});
}

async function holdAs(
  lifetime: LifetimeKind | undefined,
  config: Config,
  say: Say,
): Promise<Lease> {
  const acquiring = acquireLease(config, { lifetime, say, signal: interruption });
  add(config, acquiring);
  try {
    return await acquiring;
  } catch (error) {
    remove(config, acquiring);
    throw error;
  }
}

/** The lease that is held for this configuration's daemon, if there is one. */
export function heldLease(config: Config): Promise<Lease> | undefined {
  return held.get(keyOf(config))?.[0];
}

/**
 * Gives up what one `hold` has taken, and waits until the daemon is gone when it goes. When that
 * is under way already, it only waits; when there is nothing to give up, it does nothing.
 */
export async function giveUp(config: Config, say: Say): Promise<void> {
  const key = keyOf(config);
  const acquiring = held.get(key)?.at(-1);
  if (acquiring === undefined) {
    await leaving.get(key);
    return;
  }
  remove(config, acquiring);
  const left = acquiring.then((lease) =>
    lease.release(keepStory(stateFilesOf(config).stopLog, say)),
  );
  leaving.set(key, left);
  try {
    await left;
  } finally {
    if (leaving.get(key) === left) {
      leaving.delete(key);
    }
  }
}

function keyOf(config: Config): string {
  return urlOf(config.daemon_host, config.daemon_port);
}

function add(config: Config, lease: Promise<Lease>): void {
  held.set(keyOf(config), [...(held.get(keyOf(config)) ?? []), lease]);
  watchSignals(releaseAll);
}

function remove(config: Config, lease: Promise<Lease>): void {
  const rest = (held.get(keyOf(config)) ?? []).filter((other) => other !== lease);
  if (rest.length > 0) {
    held.set(keyOf(config), rest);
  } else {
    held.delete(keyOf(config));
  }
  if (held.size === 0) {
    unwatchSignals();
  }
}

async function releaseAll(): Promise<void> {
  const say: Say = (line) => {
    process.stderr.write(`${line}\n`);
  };
  const leases = [...held.values()].flat();
  await Promise.allSettled(leases.map(async (lease) => (await lease).release(say)));
}
