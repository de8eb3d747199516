import { errors } from 'undici';

/**
 * Whether a request failed because its connection was refused, reset or closed, and not because of
 * what the server answered.
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
