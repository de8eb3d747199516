import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { RARE_WORD, writeRandomReport } from '../support/random-report.ts';
import { ReportBrowser } from '../support/report-browser.ts';
import { type Figure, median, percentile } from './figures.ts';

const CLIPS = 5000;
const RUNS = 5;
const QUERIES = ['harbour morning', 'a', 'st', 'the lanterm', 'C04', 'museum snow fern'];
const SCREENS = 200;

/** What is run in the page as it is written here: how long a key takes, in ms. */
const TYPE = `async (query) => {
  const field = document.querySelector('#search');
  field.value = query;
  const start = performance.now();
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  // Asked for after the page has, it comes after it in the same frame.
  await new Promise((drawn) => requestAnimationFrame(drawn));
  document.body.getBoundingClientRect();
  return performance.now() - start;
}`;

/** Scrolls by little steps, by screens and anywhere, and looks in each frame whether every row in sight has its cards. */
const SCROLL = `async (screens) => {
  const grid = document.querySelector('.grid');
  const rows = [];
  const inFrame = () => new Promise((drawn) =>
    addEventListener('scroll', () => requestAnimationFrame(drawn), { once: true }));
  const card = grid.querySelector('.card').getBoundingClientRect();
  const columns = Math.round((grid.clientWidth + 18) / (card.width + 18));
  const all = Math.ceil(Number(grid.querySelector('.card').ariaSetSize) / columns);
  const rowHeight = (grid.clientHeight + 18) / all;
  let missing = 0;
  let seen = 0;
  const height = document.documentElement.scrollHeight - innerHeight;
  for (let step = 0; step < screens; step++) {
    const before = scrollY;
    const to = step % 3 === 0 ? before + 90 : step % 3 === 1 ? before + innerHeight : ((step * 7919) % 1000) / 1000 * height;
    const drawn = inFrame();
    scrollTo(0, Math.min(to, height));
    if (scrollY === before) continue;
    await drawn;
    const { top } = grid.getBoundingClientRect();
    const first = Math.max(0, Math.floor(-top / rowHeight));
    const last = Math.min(all - 1, Math.floor((innerHeight - top) / rowHeight));
    const places = new Set([...grid.querySelectorAll('.card')].map((each) => Number(each.ariaPosInSet) - 1));
    for (let row = first; row <= last; row++) {
      seen++;
      if (!places.has(row * columns)) missing++;
    }
  }
  return { missing, seen };
}`;

/** A report of 5,000 clips in Chromium: how soon it is there, how quickly it searches, and whether it scrolls without gaps. */
export async function page(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vlog-describe-page-'));
  const browser = new ReportBrowser();
  try {
    const report = writeRandomReport(join(folder, 'report'), CLIPS);
    await browser.start();
    const paints: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { page } = await browser.open(report);
      paints.push(await firstPaint(page));
      await page.context().close();
    }
    const { page, problems } = await browser.open(report);
    const indexed = await indexTime(page);
    const { wall, processor } = await typeAll(page);
    const { missing, seen } = await page.evaluate<{ missing: number; seen: number }>(
      `(${SCROLL})(${SCREENS})`,
    );
    return [
      {
        name: `${CLIPS} clips: first paint, with the clips`,
        value: median(paints),
        unit: 'ms',
        atMost: 1000,
      },
      { name: 'all words can be searched after', value: indexed, unit: 'ms' },
      {
        name: 'a key in the search, until it is drawn',
        value: median(wall),
        unit: 'ms',
        atMost: 50,
      },
      { name: 'the slowest 5 % of keys', value: percentile(wall, 0.95), unit: 'ms' },
      {
        name: 'the same in processor time',
        value: percentile(processor, 0.95),
        unit: 'ms',
        atMost: 50,
      },
      { name: 'rows in sight while scrolling', value: seen, unit: '', atLeast: SCREENS },
      { name: 'rows without their cards', value: missing, unit: '', atMost: 0 },
      { name: 'errors of the page', value: problems.length, unit: '', atMost: 0 },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Types the queries letter by letter, and deletes them so. In ms a key: as a user waits, on a machine that others keep busy too, and
 * of the page's own thread with all that the browser does for it.
 */
async function typeAll(page: Page): Promise<{ wall: number[]; processor: number[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const ticks = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  const wall: number[] = [];
  const processor: number[] = [];
  for (const query of QUERIES) {
    const lengths = [...query].map((_, at) => at + 1);
    for (const length of [...lengths, ...lengths.toReversed().slice(1), 0]) {
      const before = await ticks();
      wall.push(
        await page.evaluate<number>(`(${TYPE})(${JSON.stringify(query.slice(0, length))})`),
      );
      processor.push((await ticks()) - before);
    }
  }
  return { wall, processor };
}

/** In ms since the page was asked for; there is nothing to paint before the clips are. */
async function firstPaint(page: Page): Promise<number> {
  await page.locator('.card').first().waitFor();
  return await page.evaluate<number>(
    `new Promise((painted) => new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries()) {
        if (name === 'first-contentful-paint') painted(startTime);
      }
    }).observe({ type: 'paint', buffered: true }))`,
  );
}

/** In ms since the page was asked for, until a word is found that is in one transcript only. */
async function indexTime(page: Page): Promise<number> {
  await page.locator('#search').fill(RARE_WORD);
  await page.getByText(`1 of ${CLIPS.toLocaleString('en')} clips`).waitFor();
  const at = await page.evaluate<number>('performance.now()');
  await page.locator('#search').fill('');
  return at;
}
