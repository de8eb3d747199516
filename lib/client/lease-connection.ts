import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { buildConnector, Client } from 'undici';
import { Watchdog } from '../process/watchdog.ts';
import { LEASE_HEARTBEAT_MS, LeaseNews, MOST_MISSING_HEARTBEATS } from '../protocol/messages.ts';
import { type Address, headersOf } from './address.ts';
import { DaemonAnswerError } from './errors.ts';
import { CONNECT_TIMEOUT_MS } from './http-client.ts';

/** An open connection that holds the daemon. */
export type LeaseConnection = {
  /** Settles when it has ended, on either side, with the daemon's reason if it gave one. */
  ended: Promise<string | undefined>;
  close(): Promise<void>;
};

/**
 * Opens the connection that holds the daemon. It ends when the daemon does, and when 15 heartbeats
 * are missing. It does not keep this process alive: a run with nothing left to do ends, and its lease
 * with it.
 */
export async function openLease(address: Address, signal: AbortSignal): Promise<LeaseConnection> {
  let socket: Socket | undefined;
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    ...(address.socketPath !== undefined && { socketPath: address.socketPath }),
  });
  const client = new Client(address.url, {
    // The heartbeats tell better how long a silence is too long.
    bodyTimeout: 0,
    connect: (options, callback) => {
      connect(options, (error, connected) => {
        if (error !== null) {
          callback(error, null);
          return;
        }
        socket = connected as Socket;
        callback(null, socket);
      });
    },
  });
  try {
    const { statusCode, body } = await client.request({
      method: 'POST',
      path: '/lease',
      headers: headersOf(address),
      signal,
    });
    if (statusCode !== 200) {
      throw new DaemonAnswerError(address.url, `HTTP ${statusCode} to POST /lease`);
    }
    socket?.unref();
    return {
      ended: lastNews(body, () => void client.destroy()),
      close: () => client.destroy(),
    };
  } catch (error) {
    await client.destroy();
    throw error;
  }
}

/**
 * Reads to the end; a broken connection is an end like any other.
 *
 * @param onSilence called when too many heartbeats are missing
 */
function lastNews(body: NodeJS.ReadableStream, onSilence: () => void): Promise<string | undefined> {
  return new Promise((resolve) => {
    let reason: string | undefined;
    let heartbeatMs = LEASE_HEARTBEAT_MS;
    const watchdog = new Watchdog(heartbeatMs * MOST_MISSING_HEARTBEATS, onSilence);
    const heard = (): void => watchdog.heard(heartbeatMs * MOST_MISSING_HEARTBEATS);
    const end = (): void => {
      watchdog.stop();
      resolve(reason);
    };
    heard();
    const lines = createInterface({ input: body });
    lines.on('line', (line) => {
      const news = newsIn(line);
      reason = news?.ending ?? reason;
      heartbeatMs = news?.heartbeat_ms ?? heartbeatMs;
      heard();
    });
    lines.once('close', end);
    lines.once('error', end);
    body.once('error', end);
  });
}

function newsIn(line: string): LeaseNews | undefined {
  try {
    return LeaseNews.safeParse(JSON.parse(line)).data;
  } catch {
    // Not one of our lines: no reason, but a sign of life.
    return undefined;
  }
}
