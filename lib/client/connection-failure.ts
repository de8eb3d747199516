import { errors } from 'undici';

/**
 * Whether a request failed because of its connection and not because of what was said: refused,
 * reset, closed in the middle.
 */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof errors.UndiciError) {
    return !(error instanceof errors.RequestAbortedError);
  }
  // Node's own errors of sockets: ECONNREFUSED, ECONNRESET, EPIPE …
  return (
    error instanceof Error &&
    'syscall' in error &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
