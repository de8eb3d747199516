import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from './chromium.ts';

const LAPTOP = { width: 1280, height: 800 };

/** An open report, and what the browser had to say against it. */
export type OpenReport = {
  page: Page;
  /** Messages of its console, errors, refusals by its policy; what it asked the network for. */
  problems: string[];
};

/** Chromium for a suite: started once, a window of its own for each test. */
export class ReportBrowser {
  #browser: Browser | undefined;

  async start(): Promise<void> {
    this.#browser = await launchChromium();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  /** Closes all that was opened: clips that play on would cost the next test its time. */
  async closePages(): Promise<void> {
    await Promise.all(this.#browser?.contexts().map((context) => context.close()) ?? []);
  }

  /** @param report a file, or the URL of a live one; what follows `#` in it */
  async open(report: string, hash = '', options: BrowserContextOptions = {}): Promise<OpenReport> {
    if (this.#browser === undefined) {
      throw new Error('start() comes first');
    }
    const context = await this.#browser.newContext({ viewport: LAPTOP, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const problems: string[] = [];
    const isFile = !report.startsWith('http:');
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('request', (request) => {
      if (isFile && !/^(file|data|blob):/.test(request.url())) {
        problems.push(`asked for ${request.url()}`);
      }
    });
    await page.goto(`${isFile ? pathToFileURL(report) : report}${hash}`);
    await page.locator('.toolbar').waitFor();
    return { page, problems };
  }
}
