import { errors } from 'undici';
import { DaemonAnswerError } from '../errors.ts';
import type { Health, Identity } from '../wire.ts';
import type { DaemonClient } from './client.ts';

/** Who is at the daemon's port. */
export type Occupant =
  | { kind: 'nobody' }
  /** Our daemon, in whatever phase. */
  | { kind: 'ours'; health: Health; identity: Identity }
  /** A daemon that speaks the seed's protocol, but is not ours. */
  | { kind: 'seed'; health: Health }
  | { kind: 'stranger'; what: string };

/** How long whoever is there may take to answer `/health`, in ms; ours takes some 5. */
const ANSWER_TIMEOUT_MS = 1500;

const NOBODY_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** Asks the port who is there. */
export async function whoIsThere(client: DaemonClient, tool: string): Promise<Occupant> {
  try {
    const health = await client.health(AbortSignal.timeout(ANSWER_TIMEOUT_MS));
    const identity = health.daemon;
    return identity?.tool === tool ? { kind: 'ours', health, identity } : { kind: 'seed', health };
  } catch (error) {
    if (isNobody(error)) {
      return { kind: 'nobody' };
    }
    if (error instanceof DaemonAnswerError) {
      return { kind: 'stranger', what: 'a server that does not answer /health as a daemon does' };
    }
    if (error instanceof Error && error.name === 'TimeoutError') {
      return { kind: 'stranger', what: 'a program that accepts connections and does not answer' };
    }
    if (error instanceof errors.UndiciError) {
      return { kind: 'stranger', what: 'a program that does not speak HTTP' };
    }
    throw error;
  }
}

/** A connection that is reset is that of a daemon which is just ending. */
function isNobody(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error instanceof errors.SocketError ||
      ('code' in error && typeof error.code === 'string' && NOBODY_CODES.has(error.code)))
  );
}
