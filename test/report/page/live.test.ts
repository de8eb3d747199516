import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { PageNews } from '../../../lib/report/page-data.ts';
import { writeRandomReport } from '../../support/random-report.ts';
import { browser, folder } from './setup.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.jpg': 'image/jpeg',
};

/** A server that hands out a report and tells its news. */
class NewsServer {
  readonly #root: string;
  #server: Server | undefined;
  #port = 0;
  #listeners: ServerResponse[] = [];
  /** URLs of the pages that have listened. */
  readonly asked: string[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/report/index.html`;
  }

  /** On the port of before, if it has been stopped. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? '', 'http://127.0.0.1');
      if (pathname === '/report/events') {
        this.asked.push(search);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(':\n\n');
        this.#listeners.push(response);
        return;
      }
      try {
        const content = readFileSync(join(this.#root, decodeURIComponent(pathname)));
        response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' });
        response.end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((listening) =>
      server.listen(this.#port, '127.0.0.1', () => listening()),
    );
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async stop(): Promise<void> {
    this.#listeners = [];
    this.#server?.closeAllConnections();
    await new Promise((closed) => this.#server?.close(closed));
  }

  tell(id: number, ...news: PageNews[]): void {
    for (const each of news) {
      for (const listener of this.#listeners) {
        listener.write(`id: ${id}\ndata: ${JSON.stringify(each)}\n\n`);
      }
    }
  }
}

/** A clip that was recorded before all others. */
function early(at: number): PageNews {
  return {
    kind: 'clip',
    clip: {
      id: `new-${at}`,
      name: `new ${at}.mp4`,
      path: `new-${at}.mp4`,
      state: 'described',
      short: 'fresh_from_the_daemon',
      seconds: 3,
      recorded: '2020-01-01T00:00:00Z',
    },
    words: 'unheard',
    details: { long: 'Just described.', lanes: [], transcript: [], facts: [] },
  };
}

describe('a live page', () => {
  let server: NewsServer;

  before(async () => {
    writeRandomReport(join(folder, 'live/report'), 300, 1, { live: 'events' });
    server = new NewsServer(join(folder, 'live'));
    await server.start();
  });

  after(async () => {
    await server.stop();
  });

  it('takes clips in as they are described, and keeps the place, the selection and the open clip', async () => {
    const { page, problems } = await browser.open(server.url);
    await page.getByText('Connected to the daemon.').waitFor();
    await page.getByLabel('Select').nth(3).click();
    const selected = await page.locator('.card.selected').getAttribute('data-id');
    await page.mouse.wheel(0, 3000);
    await page.waitForFunction(() => scrollY > 2900);
    const card = page.locator('.card', { hasText: 'C0060.MP4' });
    const before = await card.boundingBox();
    // Whole rows, of three columns or four.
    server.tell(7, ...Array.from({ length: 12 }, (_, at) => early(at)));
    await page.getByText('312 clips').waitFor();
    const after = await card.boundingBox();
    assert(before && after);
    assert(Math.abs(after.y - before.y) < 2, `${before.y} ${after.y}`);
    await page.getByText('1 clip selected').waitFor();

    await card.locator('.open').click();
    await page.locator('.player').waitFor();
    server.tell(8, early(12), { kind: 'gone', id: 'clip-299' });
    await page.getByText('74 of 312').waitFor();
    assert.match((await page.locator('.facts').first().innerText()) ?? '', /C0060/);
    await page.keyboard.press('Escape');
    await page.locator('#search').fill('unheard');
    await page.getByText('13 of 312 clips').waitFor();
    server.tell(8, { kind: 'gone', id: String(selected) });
    await page.getByText('13 of 311 clips').waitFor();
    assert.equal(await page.getByText('selected').count(), 0);
    assert.deepEqual(
      problems.filter((problem) => !problem.includes('404')),
      [],
    );
  });

  it('shows how far the daemon is, says why it ended, and goes on when there is one again', async () => {
    const { page } = await browser.open(server.url);
    await page.getByText('Connected to the daemon.').waitFor();
    const progress = {
      phase: 'ready' as const,
      described: 9,
      failed: 1,
      waiting: 30,
      secondsLeft: 95,
    };
    server.tell(9, { kind: 'progress', progress });
    await page.getByText('9 of 40 described · 1 failed · 2 min left').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), '10');
    server.tell(10, { kind: 'ended', reason: 'no run needs it any more' });
    await page.getByText('The daemon has ended: no run needs it any more.').waitFor();
    await server.stop();
    await page.getByText('goes on when one runs again').waitFor();
    await server.start();
    await page.getByText('9 of 40 described').waitFor();
    assert.equal(server.asked.at(-1), '?after=10');
    server.tell(11, { kind: 'reload' });
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByText('Connected to the daemon.').waitFor();
    assert.equal(server.asked.at(-1), '?after=0');
  });
});
