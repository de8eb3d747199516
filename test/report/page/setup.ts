import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReportBrowser } from '../../support/report-browser.ts';

/** One browser and one folder for all tests of the page. */
export const browser = new ReportBrowser();
export const folder = mkdtempSync(join(tmpdir(), 'vlog-describe-page-'));

before(async () => {
  await browser.start();
});

afterEach(async () => {
  await browser.closePages();
});

after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});
