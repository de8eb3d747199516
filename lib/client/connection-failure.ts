import { hasCode } from '../errors.ts';
import { ConnectTimeoutError } from './errors.ts';

/**
 * Whether a request failed because its connection was refused, reset or closed, and not because of
 * what the server answered.
 */
export function isConnectionFailure(error: unknown): boolean {
  if (
    error instanceof ConnectTimeoutError ||
    hasCode(error, 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE') ||
    isNoHttp(error)
  ) {
    return true;
  }
  // Node's own errors of sockets: ECONNREFUSED, EPIPE …; of several addresses it gives those of all.
  return (
    error instanceof Error &&
    ('syscall' in error || error instanceof AggregateError) &&
    'code' in error &&
    typeof error.code === 'string'
  );
}

/** Whether what came is no HTTP: the codes of Node's parser. */
export function isNoHttp(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('HPE_')
  );
}
