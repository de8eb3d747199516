import type { ServerResponse } from 'node:http';
import type { Express } from 'express';
import { LEASE_HEARTBEAT_MS, type LeaseNews } from '../../protocol/messages.ts';
import type { Lifetime } from '../lifetime.ts';

/**
 * `POST /lease` holds the daemon for as long as its connection is open: however the holder ends, the
 * OS closes it. The answer goes on as long: a line now and then tells the holder that the
 * daemon still lives, and the last one why it ends.
 */
export class LeaseRoute {
  readonly #open = new Set<ServerResponse>();

  constructor(app: Express, lifetime: Lifetime, heartbeatMs = LEASE_HEARTBEAT_MS) {
    // Not a GET: any web page can send one, as the address of a picture.
    app.post('/lease', (request, response) => {
      request.socket.setKeepAlive(true, heartbeatMs);
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      const release = lifetime.lease();
      const heartbeat = setInterval(() => this.#send(response, {}), heartbeatMs);
      this.#open.add(response);
      response.once('close', () => {
        this.#open.delete(response);
        clearInterval(heartbeat);
        release();
      });
      this.#send(response, { heartbeat_ms: heartbeatMs });
    });
  }

  /** Tells all holders why the daemon is about to end. */
  announceEnd(reason: string): void {
    for (const response of this.#open) {
      this.#send(response, { ending: reason });
    }
  }

  /** Ends all leases. */
  close(): void {
    for (const response of this.#open) {
      response.end();
    }
  }

  #send(response: ServerResponse, news: LeaseNews): void {
    // A holder that does not read gets no more than its buffer has room for.
    if (!response.writableNeedDrain) {
      response.write(`${JSON.stringify(news)}\n`);
    }
  }
}
