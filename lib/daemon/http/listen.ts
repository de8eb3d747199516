import { once } from 'node:events';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
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
  const address = http.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

/**
 * Replaces the file of a socket whose process was killed. One at a time: a second one would remove
 * the socket that the first has just made.
 *
 * @throws `taken` when another process is about to
 */
async function takeOver(http: Server, path: string, taken: unknown): Promise<void> {
  const lock = `${path}.lock`;
  try {
    mkdirSync(lock);
  } catch {
    if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LOCK_MS) {
      // Whoever made it was killed; the next try gets on.
      rmSync(lock, { recursive: true, force: true });
    }
    throw taken;
  }
  try {
    if (await isAnswered(path)) {
      throw taken;
    }
    rmSync(path, { force: true });
    await once(http.listen({ path }), 'listening');
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
