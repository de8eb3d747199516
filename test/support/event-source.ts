import { request } from 'undici';
import type { PageNews } from '../../lib/report/page-data.ts';

/** One server-sent event of a live report. */
export type Heard = { id: string | undefined; news: PageNews };

/** Listens to a live report as a browser does. */
export class EventSource {
  readonly heard: Heard[] = [];
  readonly closed: Promise<void>;
  readonly #hangUp = new AbortController();

  private constructor(body: AsyncIterable<Buffer>) {
    this.closed = this.#read(body);
  }

  /** @param after the version that the page has */
  static async open(url: string, after?: string): Promise<EventSource> {
    const hangUp = new AbortController();
    const { statusCode, body } = await request(
      `${url}/report/events${after === undefined ? '' : `?${new URLSearchParams({ after })}`}`,
      { headers: { 'sec-fetch-site': 'same-origin' }, signal: hangUp.signal },
    );
    if (statusCode !== 200) {
      throw new Error(await body.text());
    }
    const source = new EventSource(body);
    source.#hangUp.signal.addEventListener('abort', () => hangUp.abort());
    return source;
  }

  /** Waits until it has heard something. */
  async until<Found>(find: (heard: Heard) => Found | undefined): Promise<Found> {
    for (;;) {
      for (const heard of this.heard) {
        const found = find(heard);
        if (found !== undefined) {
          return found;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async close(): Promise<void> {
    this.#hangUp.abort();
    await this.closed;
  }

  async #read(body: AsyncIterable<Buffer>): Promise<void> {
    let text = '';
    try {
      for await (const chunk of body) {
        text += chunk.toString();
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) {
            this.heard.push({ id: /^id: (.*)$/m.exec(event)?.[1], news: JSON.parse(data) });
          }
        }
      }
    } catch {
      // It was hung up, here or there.
    }
  }
}
