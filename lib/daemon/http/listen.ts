import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { Place } from '../backend.ts';

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
    if (!('path' in place) || (await isAnswered(place.path))) {
      throw error;
    }
    // The file of a socket whose process was killed; the systems without one never get here.
    rmSync(place.path, { force: true });
    await once(http.listen(place), 'listening');
  }
  const address = http.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
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
