import { type Agent, type IncomingMessage, request } from 'node:http';
import { hasCode } from '../errors.ts';
import { type Address, headersOf } from './address.ts';
import { ConnectTimeoutError, DaemonAnswerError } from './errors.ts';

/** How long a connection may take to open, in ms; on loopback it opens at once or never. */
const CONNECT_TIMEOUT_MS = 2000;

export type RequestOptions = {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Keeps the connection for the next request; by default it is this request's own. */
  agent?: Agent;
  /** Ends the request, and the answer that is being read. */
  signal: AbortSignal;
};

/**
 * Sends a request to a daemon. A clip may take minutes: only `signal` limits the time of an answer.
 *
 * On a connection that was kept and that the daemon closes at that very moment, the request is sent again: none of ours
 * does harm twice.
 *
 * It is Node's own client, since each run pays for what it loads: others come with megabytes of code, and
 * compile a parser first.
 *
 * @returns the answer, whose body is still to be read
 * @throws the signal's reason, ConnectTimeoutError, DaemonAnswerError when the protocol is to be switched, Node's
 *   errors of sockets and of the parser
 */
export function sendRequest(address: Address, options: RequestOptions): Promise<IncomingMessage> {
  const { method, path, headers, body, agent, signal } = options;
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, address.url), {
      method,
      agent: agent ?? false,
      signal,
      headers: Object.assign(headersOf(address), headers),
      ...(address.socketPath !== undefined && { socketPath: address.socketPath }),
    });
    sent.once('socket', (socket) => {
      if (!socket.connecting) {
        return;
      }
      const late = setTimeout(
        () => sent.destroy(new ConnectTimeoutError(address.url, CONNECT_TIMEOUT_MS)),
        CONNECT_TIMEOUT_MS,
      );
      const stop = (): void => clearTimeout(late);
      socket.once('connect', stop);
      socket.once('close', stop);
    });
    let hasAnswered = false;
    sent.once('response', (answer) => {
      hasAnswered = true;
      resolve(answer);
    });
    // Unheard, it would end the request without a word.
    sent.once('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      reject(new DaemonAnswerError(address.url, `HTTP ${statusCode} to ${method} ${path}`));
    });
    // Also of what comes after the answer has begun, of which its reader hears.
    sent.on('error', (error) => {
      if (signal.aborted) {
        reject(signal.reason);
      } else if (sent.reusedSocket && !hasAnswered && hasCode(error, 'ECONNRESET', 'EPIPE')) {
        resolve(sendRequest(address, options));
      } else {
        reject(error);
      }
    });
    sent.end(body);
  });
}
