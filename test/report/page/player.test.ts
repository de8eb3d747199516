import { strict as assert } from 'node:assert';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { relativeUrl } from '../../../lib/report/relative-url.ts';
import { makeClipWithSound } from '../../support/clips.ts';
import { IN_SECONDS, writeExampleReport } from '../../support/example-report.ts';
import { writePageReport } from '../../support/page-report.ts';
import { writeRandomReport } from '../../support/random-report.ts';
import { inRepository } from '../../support/repository.ts';
import { browser, folder } from './setup.ts';

let report: string;

before(() => {
  report = writeExampleReport(join(folder, 'player'));
});

/** Where the open clip is, in s, once it has come to a time. */
async function timeFrom(page: Page, from: number, to = Number.POSITIVE_INFINITY): Promise<number> {
  const at = await page.waitForFunction(
    ([from, to]) => {
      const video = document.querySelector('video');
      return video && !video.seeking && video.currentTime >= from && video.currentTime <= to
        ? { time: video.currentTime }
        : undefined;
    },
    [from, to] as const,
  );
  return (await at.jsonValue())?.time ?? Number.NaN;
}

/** From where the open clip has been played, in s. */
const playedFrom = (page: Page) =>
  page
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.played.start(video.played.length - 1));
const isPaused = (page: Page) =>
  page.locator('video').evaluate((video: HTMLVideoElement) => video.paused);
const openTitle = (page: Page) => page.locator('#player-title').textContent();

describe('an open clip', () => {
  it('plays the very file from its in-point', async () => {
    const { page, problems } = await browser.open(report);
    await page.locator('[data-id=old_town_walk] .open').click();
    await timeFrom(page, IN_SECONDS + 0.2);
    assert(Math.abs((await playedFrom(page)) - IN_SECONDS) < 0.05);
    assert.equal(await isPaused(page), false);
    assert.match(
      await page.locator('video').evaluate((video: HTMLVideoElement) => video.currentSrc),
      /examples\/clips\/old_town_walk\.mp4$/,
    );
    assert.deepEqual(problems, []);
  });

  it('has segments, shots and what else was found as lanes, and goes where they are clicked', async () => {
    const { page } = await browser.open(report, '#clip=harbour_morning');
    await timeFrom(page, IN_SECONDS);
    assert.deepEqual(await page.locator('.lane-name').allTextContents(), [
      'Segments',
      'Shots',
      'Black',
      'Shake',
      'Speech',
    ]);
    const axis = page.getByRole('slider', { name: 'Position' });
    const box = await axis.boundingBox();
    assert(box);
    await page.mouse.click(box.x + box.width * 0.75, box.y + 10);
    const time = await timeFrom(page, 4.4, 4.6);
    assert.equal(
      await axis.getAttribute('aria-valuetext'),
      `0:${time.toFixed(1).padStart(4, '0')} of 0:06.0`,
    );
    assert.equal(
      await page.locator('.hint').textContent(),
      '0:04.5 · Segments · Shots: panning · Speech',
    );
    const head = await page.locator('.playhead').boundingBox();
    assert(head && Math.abs(head.x + 1 - (box.x + box.width * 0.75)) < 2);
    await axis.focus();
    await page.keyboard.press('PageDown');
    await timeFrom(page, 3.15, 3.25);
    await page.keyboard.press('ArrowLeft');
    await timeFrom(page, 2.15, 2.25);
  });

  it('plays from a line of the transcript that is clicked, and marks the line that is being said', async () => {
    const { page } = await browser.open(report, '#clip=harbour_morning');
    await timeFrom(page, IN_SECONDS);
    const current = page.locator('.transcript [aria-current]');
    assert.match((await current.textContent()) ?? '', /Good morning from the harbour/);
    await page.getByRole('button', { name: /The first sailing boat/ }).click();
    await timeFrom(page, 3.3);
    assert(Math.abs((await playedFrom(page)) - 3.2) < 0.05);
    assert.equal(await isPaused(page), false);
    assert.match((await current.textContent()) ?? '', /The first sailing boat/);
  });

  it('plays from the line that was clicked before the browser had read any of the clip', async () => {
    const { page } = await browser.open(report);
    let answer = () => {};
    const clicked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    // Of files, Playwright holds back none that a video asks for.
    await page.route('http://clips.test/**', async (route) => {
      const path = decodeURIComponent(new URL(route.request().url()).pathname);
      if (!path.endsWith('.mp4')) {
        await route.fulfill({ path });
        return;
      }
      await clicked;
      const clip = readFileSync(path);
      const from = Number(/^bytes=(\d+)-/.exec(route.request().headers().range ?? '')?.[1] ?? 0);
      await route.fulfill({
        status: 206,
        headers: {
          'content-type': 'video/mp4',
          'accept-ranges': 'bytes',
          'content-range': `bytes ${from}-${clip.length - 1}/${clip.length}`,
        },
        body: clip.subarray(from),
      });
    });
    await page.goto(`http://clips.test${report}`);
    await page.locator('[data-id=harbour_morning] .open').click();
    await page.getByRole('button', { name: /The first sailing boat/ }).click();
    const start = await page.locator('video').evaluateHandle((video: HTMLVideoElement) => ({
      time: new Promise<number>((resolve) => {
        video.addEventListener('loadedmetadata', () => resolve(video.currentTime));
      }),
    }));
    answer();
    assert.equal(await start.evaluate(({ time }) => time), 3.2);
    await timeFrom(page, 3.3);
    assert.equal(await isPaused(page), false);
  });

  it('tells what is known: description, facts, provenance and the path to copy', async () => {
    const { page } = await browser.open(report, '#clip=old_town_walk');
    const about = page.locator('.about');
    await about.getByText('A bright clip of church flags summer festival').waitFor();
    await about.getByText('Provenance').click();
    const text = (await about.innerText()).replace(/\s+/g, ' ');
    for (const fact of [
      'Recorded 3 Jul 2026',
      'Length 0:06.0',
      'Rating 0.90',
      'Shot type pov',
      'Engine measured',
    ]) {
      assert(text.includes(fact), fact);
    }
    assert(text.includes('videos/preview/old_town_walk.mp4'));
  });

  it('is worked by keys alone: chosen, selected, opened, left for its neighbours, closed, and focused again', async () => {
    const { page, problems } = await browser.open(report);
    const focused = async () =>
      await page.evaluate(() => document.activeElement?.closest('.card')?.getAttribute('data-id'));
    await page.keyboard.press('Control+k');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'harbour_morning');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press(' ');
    await page.getByText('1 clip selected').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.player').waitFor();
    assert.equal(await openTitle(page), 'Beach morning finally coffee');
    await timeFrom(page, IN_SECONDS + 0.1);
    await page.keyboard.press(' ');
    await page.waitForFunction(() => document.querySelector('video')?.paused);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() =>
      document.querySelector('#player-title')?.textContent?.startsWith('Church'),
    );
    await timeFrom(page, IN_SECONDS);
    await page.locator('video').focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('PageUp');
    await page.waitForFunction(() =>
      document.querySelector('#player-title')?.textContent?.startsWith('Morning'),
    );
    assert(await page.getByRole('button', { name: 'Previous clip' }).isDisabled());
    await page.keyboard.press('Escape');
    await page.locator('.player').waitFor({ state: 'detached' });
    assert.equal(await focused(), 'harbour_morning');
    await page.keyboard.press('Tab');
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Select Morning harbour sailing boat',
    );
    assert.deepEqual(problems, []);
  });

  it('is closed by the back button, which leaves the focus on its card', async () => {
    const { page } = await browser.open(report);
    await page.locator('[data-id=old_town_walk] .open').press('Enter');
    await page.locator('.player h2:focus').waitFor();
    await page.goBack();
    await page.locator('[data-id=old_town_walk] .open:focus').waitFor();
    assert.equal(await page.locator('.player').count(), 0);
  });

  it('leaves no step back when it is closed, nor another place in the list', async () => {
    const { page } = await browser.open(writeRandomReport(join(folder, 'scrolled'), 60));
    await page.mouse.wheel(0, 1500);
    await page.waitForFunction(() => scrollY === 1500);
    await page.locator('[data-id=clip-36] .open').click();
    await page.locator('.player h2:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-id=clip-36] .open:focus').waitFor();
    await page.waitForURL((url) => !url.hash.includes('clip'));
    assert.equal(await page.evaluate(() => scrollY), 1500);
    await page.goBack();
    assert.equal(page.url(), 'about:blank');
  });

  it('and others opened after it take one step back together', async () => {
    const { page } = await browser.open(report);
    const entries = () => page.evaluate(() => history.length);
    const atFirst = await entries();
    for (const id of ['old_town_walk', 'harbour_morning', 'old_town_walk']) {
      await page.locator(`[data-id=${id}] .open`).press('Enter');
      await page.locator('.player h2:focus').waitFor();
      await page.keyboard.press('Escape');
      await page.locator(`[data-id=${id}] .open:focus`).waitFor();
    }
    assert.equal(await entries(), atFirst + 1);
    // After another search, that is what the back button returns to.
    await page.locator('#search').fill('church');
    await page.locator('[data-id=old_town_walk] .open').press('Enter');
    await page.locator('.player h2:focus').waitFor();
    await page.goBack();
    await page.locator('.player').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#search').inputValue(), 'church');
  });

  it('says so when the browser plays its sound and not its pictures', async () => {
    const sub = join(folder, 'sound-only');
    mkdirSync(sub, { recursive: true });
    await makeClipWithSound(join(sub, 'old.mp4'), 1, { codec: 'mpeg4' });
    const { page, problems } = await browser.open(
      writePageReport(sub, [
        {
          clip: { id: 'old', name: 'old.mp4', path: 'old.mp4', state: 'waiting', url: 'old.mp4' },
        },
      ]),
      '#clip=old',
    );
    await page.getByText('This browser plays only the sound of the clip').waitFor();
    assert.deepEqual(problems, []);
  });

  it('plays files whatever their names hold', async () => {
    const name = 'día #1, 100% «best» ?ü 🎬 &amp; "x" \'y\'.mp4';
    const odd = join(folder, 'odd');
    mkdirSync(odd, { recursive: true });
    copyFileSync(inRepository('test/fixtures/small.mp4'), join(odd, name));
    const { page, problems } = await browser.open(
      writePageReport(join(folder, 'odd #2 %41?'), [
        {
          clip: {
            id: 'odd',
            name,
            path: name,
            state: 'described',
            url: relativeUrl(join(folder, 'odd #2 %41?'), join(odd, name)),
          },
        },
      ]),
      '#clip=odd',
    );
    await page.waitForFunction(() => (document.querySelector('video')?.duration ?? 0) > 0);
    assert.equal(await openTitle(page), name);
    assert.deepEqual(problems, []);
  });
});
