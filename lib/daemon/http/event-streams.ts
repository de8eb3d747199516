import type { ServerResponse } from 'node:http';

/** So many pages may watch at the same time. */
export const MOST_STREAMS = 32;

/** Whoever has left so many bytes unread is cut; it comes back, and is told what it has missed. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

/** In ms. A connection whose other end has vanished is noticed when something is sent. */
const HEARTBEAT_MS = 15_000;

/** In ms: a browser that was cut comes back after that. */
const RETRY_MS = 2000;

/** One event: JSON, and the identifier that a browser sends when it comes back. */
export type ServerEvent = { data: string; id?: string };

/** The connections on which server-sent events go out (HTML standard, 9.2). */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();

  get count(): number {
    return this.#open.size;
  }

  /** @param onClose called once, however the connection ends */
  open(response: ServerResponse, onClose: () => void): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(`retry: ${RETRY_MS}\n\n`);
    const heartbeat = setInterval(() => write(response, ':\n\n'), HEARTBEAT_MS);
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      clearInterval(heartbeat);
      onClose();
    });
  }

  send(response: ServerResponse, event: ServerEvent): void {
    write(response, textOf(event));
  }

  sendAll(event: ServerEvent): void {
    const text = textOf(event);
    for (const response of this.#open) {
      write(response, text);
    }
  }

  /** Ends all of them. */
  close(): void {
    for (const response of this.#open) {
      response.end();
    }
  }
}

function write(response: ServerResponse, text: string): void {
  if (response.writableLength > MOST_UNREAD_BYTES) {
    response.destroy();
  } else if (!response.writableEnded) {
    response.write(text);
  }
}

/** The JSON has no line break, which would end the event. */
function textOf({ data, id }: ServerEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}
