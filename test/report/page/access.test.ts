import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { writeExampleReport } from '../../support/example-report.ts';
import { browser, folder } from './setup.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
let report: string;

before(() => {
  report = writeExampleReport(join(folder, 'access'));
});

/** What breaks the rules of WCAG A and AA. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (): Promise<AxeResults> =>
      (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        preload: false,
      }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

async function isTooWide(page: Page): Promise<boolean> {
  return await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

describe('the page for everyone', () => {
  it('has no violation of WCAG in its list: light, with a selection', async () => {
    const { page } = await browser.open(report, '', { colorScheme: 'light' });
    await page.getByLabel('Select Church flags').click();
    await page.locator('.selection').waitFor();
    assert.deepEqual(await violations(page), []);
  });

  it('names each card by its title first, and keeps the focus near a button that has done its work', async () => {
    const { page } = await browser.open(report);
    await page
      .getByRole('link', {
        name: 'Morning harbour sailing boat harbour_morning.mp4 Rating 0.8 still 0:06',
        exact: true,
      })
      .waitFor();
    const pressed = async (button: string) => {
      await page.getByRole('button', { name: button }).press('Enter');
      await page.getByRole('button', { name: button }).waitFor({ state: 'detached' });
      return await page.evaluate(() => document.activeElement?.parentElement?.className);
    };
    await page.getByLabel('Select Church flags').click();
    assert.equal(await pressed('Clear'), 'card');
    await page.getByLabel('Lowest rating').fill('1');
    assert.equal(await pressed('Clear filters'), 'choice');
    await page.locator('#search').fill('xyzzy');
    assert.equal(await pressed('Show all clips'), 'card');
  });

  it('has none in an open clip: dark', async () => {
    const { page } = await browser.open(report, '#clip=old_town_walk', { colorScheme: 'dark' });
    await page.locator('.lanes').waitFor();
    for (const more of await page.locator('.more summary').all()) {
      await more.click();
    }
    assert.deepEqual(await violations(page), []);
  });

  it('fits a phone, with filters that unfold, and has none there: dark', async () => {
    const { page, problems } = await browser.open(report, '', { ...PHONE, colorScheme: 'dark' });
    assert(!(await page.locator('#filters').isVisible()));
    await page.getByRole('button', { name: 'Filters' }).tap();
    await page.getByRole('group', { name: 'Tags' }).getByLabel('Wide').tap();
    await page.getByRole('button', { name: 'Filters 1' }).waitFor();
    assert.equal(await isTooWide(page), false);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
  });

  it('fits a phone with a clip open, and has none there: light', async () => {
    const { page, problems } = await browser.open(report, '', { ...PHONE, colorScheme: 'light' });
    await page.locator('[data-id=old_town_walk] .open').tap();
    await page.locator('.lanes').waitFor();
    const close = await page.getByRole('button', { name: 'Close' }).boundingBox();
    assert(close && close.x + close.width <= 390);
    assert.equal(
      await page.locator('.clip').evaluate((clip) => clip.scrollWidth > clip.clientWidth),
      false,
    );
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(problems, []);
  });

  it('is light or dark as the system is', async () => {
    const { page } = await browser.open(report, '', { colorScheme: 'dark' });
    const ground = async () =>
      await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const dark = await ground();
    await page.emulateMedia({ colorScheme: 'light' });
    assert.notEqual(await ground(), dark);
  });
});
