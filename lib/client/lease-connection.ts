import { createInterface } from 'node:readline';
import { Watchdog } from '../process/watchdog.ts';
import { LEASE_HEARTBEAT_MS, LeaseNews, MOST_MISSING_HEARTBEATS } from '../protocol/messages.ts';
import type { Address } from './address.ts';
import { DaemonAnswerError } from './errors.ts';
import { sendRequest } from './send-request.ts';

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
  const answer = await sendRequest(address, { method: 'POST', path: '/lease', signal });
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new DaemonAnswerError(address.url, `HTTP ${answer.statusCode} to POST /lease`);
  }
  answer.socket.unref();
  return {
    ended: lastNews(answer, () => void answer.destroy()),
    close: async () => void answer.destroy(),
  };
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
    body.once('close', end);
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
