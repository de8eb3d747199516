import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { LEASE_HEARTBEAT_MS, type LeaseNews } from '../../protocol/messages.ts';
import type { Lifetime } from '../lifetime.ts';

/**
 * `POST /lease` holds the daemon for as long as its connection is open: however the holder ends, the
 * OS closes it. The answer goes on as long: a line now and then tells the holder that the
 * daemon still lives, and the last one why it ends.
 */
export class LeaseRoute {
  readonly #open = new Set<ServerResponse>();

  constructor(app: FastifyInstance, lifetime: Lifetime, heartbeatMs = LEASE_HEARTBEAT_MS) {
    // Not a GET: any web page can send one, as the address of a picture.
    app.post('/lease', (request, reply) => {
      reply.hijack();
      request.socket.setKeepAlive(true, heartbeatMs);
      reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson' });
      const release = lifetime.lease();
      const heartbeat = setInterval(() => this.#send(reply.raw, {}), heartbeatMs);
      this.#open.add(reply.raw);
      reply.raw.once('close', () => {
        this.#open.delete(reply.raw);
        clearInterval(heartbeat);
        release();
      });
      this.#send(reply.raw, { heartbeat_ms: heartbeatMs });
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
