import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeExampleReport } from '../../support/example-report.ts';
import { writePageReport } from '../../support/page-report.ts';
import { writeRandomReport } from '../../support/random-report.ts';
import { browser, folder } from './setup.ts';

let report: string;

before(() => {
  report = writeExampleReport(join(folder, 'list'));
});

describe('the list of clips, from the disk', () => {
  it('shows every clip, how many there are and how long they are together, without the network', async () => {
    const { page, problems } = await browser.open(report);
    assert.equal(await page.locator('.card').count(), 8);
    assert.equal(await page.locator('.count').textContent(), '8 clips · 2 min');
    assert.equal(
      await page.locator('[data-id=harbour_morning] .open').innerText(),
      'Morning harbour sailing boat\nharbour_morning.mp4\n★\nRating\n 0.8\nstill\n0:06',
    );
    await page
      .locator('[data-id=harbour_morning] img')
      .evaluate((image: HTMLImageElement) => image.decode());
    assert.deepEqual(problems, []);
  });

  it('shows clips that wait, have failed, are gone or have nothing but a name, and says why', async () => {
    const { page, problems } = await browser.open(report);
    const told = async (id: string) => await page.locator(`[data-id=${id}] .open`).innerText();
    assert.match(await told('waits'), /saturday_market\.mp4\nWaits for its subtitles.*Waiting/s);
    assert.match(await told('failed'), /broken\.mp4\nThe file ends in the middle.*Failed/s);
    assert.match(await told('bare'), /bare\.mp4/);
    await page.locator('[data-id=gone] .open').click();
    await page.getByText('The clip is not where it was').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('[data-id=failed] .open').click();
    await page.getByText('This browser cannot play the clip').waitFor();
    await page.locator('.player').getByText('The file ends in the middle of a frame.').waitFor();
    // The file is not there, and Chromium says so.
    assert.deepEqual(
      problems.filter((problem) => !problem.includes('ERR_FILE_NOT_FOUND')),
      [],
    );
  });

  it('finds clips as one types: by name, by what they show and by what is said, without accents', async () => {
    const { page, problems } = await browser.open(report);
    const found = async (query: string, clips: string[]) => {
      await page.locator('#search').fill('');
      await page.locator('#search').pressSequentially(query);
      await page.waitForFunction(
        (count) => document.querySelectorAll('.card').length === count,
        clips.length,
      );
      const ids = await page
        .locator('.card')
        .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id')));
      assert.deepEqual(ids.sort(), clips.sort(), query);
    };
    await found('harb', ['harbour_morning']);
    await found('finally', ['beach_then_coffee']);
    await found('festival flags', ['old_town_walk']);
    await found('COTE', ['phare_au_soir']);
    await found('sailng', ['harbour_morning']);
    await found('_market', ['waits']);
    await found('xyzzy', []);
    await page.getByText('No clip matches.').waitFor();
    await page.getByRole('button', { name: 'Show all clips' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 8);
    assert.equal(await page.locator('#search').inputValue(), '');
    assert.deepEqual(problems, []);
  });

  it('filters by shot type, tags, camera, length, rating and status, several at once', async () => {
    const { page } = await browser.open(report);
    const shown = async (clips: string[]) => {
      await page.waitForFunction(
        (count) => document.querySelectorAll('.card').length === count,
        clips.length,
      );
      const ids = await page
        .locator('.card')
        .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id')));
      assert.deepEqual(ids.sort(), clips.sort());
    };
    const choose = async (group: string, value: string) =>
      await page.getByRole('group', { name: group }).getByLabel(value).click();
    await choose('Shot type', 'Establishing');
    await shown(['harbour_morning', 'phare_au_soir']);
    await choose('Shot type', 'Point of view');
    await shown(['harbour_morning', 'phare_au_soir', 'old_town_walk']);
    await choose('Tags', 'Static');
    await shown(['harbour_morning', 'phare_au_soir']);
    await page.getByLabel('Lowest rating').fill('0.7');
    await shown(['harbour_morning']);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await choose('Status', 'Failed');
    await shown(['failed']);
    await choose('Status', 'Failed');
    await choose('Length', '1 to 5 min');
    await shown(['gone']);
    await choose('Length', '1 to 5 min');
    await choose('Camera', 'Panning');
    await shown(['beach_then_coffee']);
    assert.equal(await page.locator('.count').textContent(), '1 of 8 clips · 7 s');
  });

  it('sorts by time of recording, rating and name; clips without the value come last', async () => {
    const { page } = await browser.open(report);
    const order = async (sorting: string) => {
      await page.getByLabel('Sort by').selectOption(sorting);
      await page.waitForFunction(
        () =>
          new Promise((drawn) =>
            requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))),
          ),
      );
      return await page
        .locator('.card')
        .evaluateAll((cards) =>
          cards
            .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
            .map((card) => card.getAttribute('data-id')),
        );
    };
    assert.deepEqual((await order('newest')).slice(0, 4), [
      'phare_au_soir',
      'old_town_walk',
      'beach_then_coffee',
      'harbour_morning',
    ]);
    assert.deepEqual((await order('rating')).slice(0, 4), [
      'old_town_walk',
      'harbour_morning',
      'beach_then_coffee',
      'phare_au_soir',
    ]);
    assert.deepEqual((await order('name')).slice(0, 3), ['bare', 'beach_then_coffee', 'failed']);
  });

  it('has all of it in the URL, so that a link shows the same view', async () => {
    const { page } = await browser.open(report);
    await page.locator('#search').fill('the');
    await page.getByRole('group', { name: 'Tags' }).getByLabel('Dynamic').click();
    await page.getByLabel('Sort by').selectOption('rating');
    await page.locator('[data-id=old_town_walk] .open').click();
    await page.waitForURL(/clip=/);
    const { hash } = new URL(page.url());
    assert.equal(hash, '#q=the&tag=dynamic&sort=rating&clip=old_town_walk');

    const { page: other } = await browser.open(report, hash);
    await other.getByRole('dialog', { name: 'Church flags summer festival' }).waitFor();
    await other.keyboard.press('Escape');
    await other.locator('.player').waitFor({ state: 'detached' });
    assert.equal(await other.locator('#search').inputValue(), 'the');
    assert.equal(await other.locator('.card').count(), 2);
    assert.equal(await other.getByLabel('Sort by').inputValue(), 'rating');

    await page.goBack();
    await page.locator('.player').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#search').inputValue(), 'the');
  });

  it('scrubs through a clip under the mouse, and under a finger', async () => {
    const { page } = await browser.open(report);
    const picture = page.locator('[data-id=old_town_walk] .picture');
    const tile = async () =>
      await picture
        .locator('.strip')
        .evaluate((strip) => getComputedStyle(strip).backgroundPosition);
    const box = await picture.boundingBox();
    assert(box);
    const move = async (share: number) =>
      await page.mouse.move(box.x + box.width * share, box.y + 20);
    await move(0.01);
    assert.equal(await tile(), '0% 0%');
    await move(0.99);
    assert.equal(await tile(), '100% 100%');
    assert(await picture.locator('.strip').isVisible());
    assert.equal(await picture.locator('.length').getAttribute('data-at'), '0:06');
    await page.mouse.move(5, 5);
    assert(!(await picture.locator('.strip').isVisible()));

    const touch = await page.context().newCDPSession(page);
    const at = (share: number) => [{ x: box.x + box.width * share, y: box.y + 20 }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.1) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.4) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(0.99) });
    assert.equal(await tile(), '100% 100%');
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    assert(!(await picture.locator('.strip').isVisible()));
    assert.equal(await page.locator('.player').count(), 0);
  });

  it('selects clips, and copies their paths as a list', async () => {
    const { page } = await browser.open(report, '', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByLabel('Select Church flags').click();
    await page.getByLabel('Select Morning harbour').click({ modifiers: ['Shift'] });
    await page.getByText('3 clips selected · 19 s').waitFor();
    await page.locator('#search').fill('coffee');
    await page.getByRole('button', { name: 'Copy file list' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.deepEqual((await page.evaluate(() => navigator.clipboard.readText())).split('\n'), [
      'videos/preview/beach_then_coffee.mp4',
      'videos/preview/harbour_morning.mp4',
      'videos/preview/old_town_walk.mp4',
    ]);
  });

  it('says so when there are no clips, or not even their data', async () => {
    const { page, problems } = await browser.open(writePageReport(join(folder, 'empty'), []));
    await page.getByText('There are no clips here yet.').waitFor();
    assert.equal(await page.locator('.count').textContent(), '0 clips');
    assert.deepEqual(problems, []);
    const torn = writePageReport(join(folder, 'torn'), []);
    rmSync(join(folder, 'torn/data'), { recursive: true });
    const { page: other } = await browser.open(torn);
    await other.getByText('its folder must be copied whole').waitFor();
  });

  it('has 5,000 clips in no more elements than it shows, down to the last', async () => {
    const { page, problems } = await browser.open(writeRandomReport(join(folder, 'many'), 5000));
    assert((await page.locator('.card').count()) < 100);
    await page.locator('.card .open').first().focus();
    await page.keyboard.press('End');
    await page.waitForFunction(
      () => document.activeElement?.closest('.card')?.ariaPosInSet === '5000',
    );
    const last = page.locator('[data-id=clip-4999]');
    assert(await last.isVisible());
    assert((await page.locator('.card').count()) < 100);
    // Until a card is drawn, its place is seen, down to the last as well.
    const box = await last.boundingBox();
    assert(box);
    const pixel = async (x: number) =>
      await page.screenshot({ clip: { x, y: box.y + 20, width: 1, height: 1 } });
    await last.evaluate((card: HTMLElement) => {
      card.style.visibility = 'hidden';
    });
    const gap = await pixel(box.x - 5);
    assert((await pixel(box.x + box.width + 5)).equals(gap));
    assert(!(await pixel(box.x + 5)).equals(gap));
    assert(!(await pixel(box.x + box.width - 5)).equals(gap));
    assert.deepEqual(problems, []);
  });
});
