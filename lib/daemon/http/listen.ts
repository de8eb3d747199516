import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Place } from '../backend.ts';

/**
 * Listens there, and nowhere else.
 *
 * @returns the port, if the place is one
 * @throws the system's error with `code` `EADDRINUSE` when somebody else does
 */
export async function listen(http: FastifyInstance, place: Place): Promise<number | undefined> {
  try {
    await http.listen(place);
  } catch (error) {
    if (!('path' in place) || (await isAnswered(place.path))) {
      throw error;
    }
    // The file of a socket whose process was killed; the systems without one never get here.
    rmSync(place.path, { force: true });
    await http.listen(place);
  }
  const address = http.server.address();
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
