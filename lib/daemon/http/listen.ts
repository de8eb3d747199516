import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../../errors.ts';
import type { Place } from '../backend.ts';

/** How long replacing a socket may take at most, in ms. */
const LOCK_MS = 1000;

/**
 * Listens there, and nowhere else.
 *
 * @returns the port, if the place is one
 * @throws the system's error with `code` `EADDRINUSE` when somebody else does
 */
export async function listen(http: Server, place: Place): Promise<number | undefined> {
  try {
    await once(http.listen(place), 'listening');
  } catch (error) {
    if (!('path' in place) || !hasCode(error, 'EADDRINUSE') || (await isAnswered(place.path))) {
      throw error;
    }
    await takeOver(http, place.path, error);
  }
  if ('path' in place && !place.path.startsWith('\\')) {
    await removeStale(place.path);
  }
  const address = http.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

/**
 * Replaces the file of a socket whose process was killed.
 *
 * @throws `taken` when another process has, or is about to
 */
async function takeOver(http: Server, path: string, taken: unknown): Promise<void> {
  const isMine = await alone(path, async () => {
    if (await isAnswered(path)) {
      return false;
    }
    rmSync(path, { force: true });
    await once(http.listen({ path }), 'listening');
    return true;
  });
  if (!isMine) {
    throw taken;
  }
}

/** Removes the other sockets of this machine there whose processes were killed. */
async function removeStale(own: string): Promise<void> {
  const folder = dirname(own);
  // As `controlSocketOf` has it.
  const machine = /^\w+-/.exec(basename(own))?.[0] ?? '';
  const others = readdirSync(folder)
    .filter((name) => name.endsWith('.sock') && name !== basename(own))
    .filter((name) => name.startsWith(machine))
    .map((name) => join(folder, name));
  for (const path of others) {
    await alone(path, async () => {
      if ((await refusalOf(path)) === 'ECONNREFUSED') {
        rmSync(path, { force: true });
      }
    });
  }
}

/**
 * Replaces or removes a socket while no other process does: it would remove the one that was just made.
 *
 * @returns `undefined` when another process is at it
 */
async function alone<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const lock = `${path}.lock`;
  try {
    mkdirSync(lock);
  } catch {
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LOCK_MS) {
      // Whoever made it was killed; the next try gets on.
      rmSync(lock, { recursive: true, force: true });
    }
    return undefined;
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

async function isAnswered(path: string): Promise<boolean> {
  return (await refusalOf(path)) === undefined;
}

/** The code of the error when nobody answers on a socket. */
function refusalOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
