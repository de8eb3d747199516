import { strict as assert } from 'node:assert';
import { join } from 'node:path';
import type { PageEntry } from '../../support/page-report.ts';
import { writePageReport } from '../../support/page-report.ts';
import { browser, folder } from './setup.ts';

const TEXTS = {
  script: '<script>hacked = 1</script><img src=x onerror="hacked = 1">',
  quotes: `"'\` onmouseover="hacked = 1" '); hacked = 1; (' \\ </style> \${hacked = 1}`,
  arabic: 'صباح الخير من الميناء \u202e exe.4pm',
  long: 'x'.repeat(10_000),
  spaced: 'many words '.repeat(1_000),
  marks: `Z${'\u0351'.repeat(200)} \u0000 \u2028 👩‍👩‍👧‍👦`,
  proto: '__proto__',
};

/** A clip in which every text is the given one. */
function hostile(id: string, text: string): PageEntry {
  const range = { start: -5, end: 1e9, label: text };
  return {
    clip: {
      id: `${id} "'><b>`,
      name: text,
      path: text,
      state: id === 'script' ? 'failed' : 'described',
      reason: text,
      url: encodeURIComponent(text).slice(0, 200),
      short: text,
      movement: text,
      shotType: text,
      tags: [text, `${text} 2`],
      recorded: text,
      seconds: 12,
      rating: 0.5,
      inSeconds: 1e9,
      picture: {
        thumbnail: 'none.jpg',
        width: 16,
        height: 9,
        strip: { url: `x") ${text.slice(0, 50)}`, columns: 1, rows: 1, tiles: 1 },
      },
    },
    words: text,
    details: {
      long: text,
      segments: [range, { start: 9, end: 3 }],
      lanes: [
        { name: text, ranges: [range] },
        {
          name: 'Shots',
          ranges: Array.from({ length: 5_000 }, (_, at) => ({
            start: at / 500,
            end: (at + 1) / 500,
          })),
        },
      ],
      transcript: [{ start: 0, end: 1, text }],
      facts: [{ heading: text, lines: [[text, text]] }],
    },
  };
}

describe('texts from anywhere', () => {
  it('are shown as they are: nothing is executed, and the layout holds', async () => {
    const entries = Object.entries(TEXTS).map(([id, text]) => hostile(id, text));
    const { page, problems } = await browser.open(
      writePageReport(join(folder, 'hostile'), entries, { title: TEXTS.script }),
    );
    await page.locator('#search').fill('<script>');
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 1);
    await page.locator('#search').fill('');
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 7);
    const heights = await page
      .locator('.card')
      .evaluateAll((cards) =>
        cards.map((card) => [card.scrollHeight > card.clientHeight + 1, card.clientHeight]),
      );
    assert.deepEqual(new Set(heights.map(String)).size, 1, String(heights));
    assert.equal(String(heights[0]).split(',')[0], 'false');
    assert.equal(
      await page.evaluate(() => document.documentElement.scrollWidth > innerWidth),
      false,
    );
    for (const { clip } of entries) {
      await page.evaluate((id) => {
        location.hash = `clip=${encodeURIComponent(id)}`;
      }, clip.id);
      await page.waitForFunction(
        (text) => document.querySelector('.long')?.textContent === text,
        clip.short,
      );
      for (const more of await page.locator('.more summary').all()) {
        await more.click();
      }
      const wide = await page
        .locator('.player')
        .evaluate((player) =>
          [player, ...player.querySelectorAll('.about, .stage, .clip, header')]
            .filter((part) => part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.className || part.tagName),
        );
      assert.deepEqual(wide, [], clip.id);
    }
    assert.equal(await page.evaluate(() => 'hacked' in globalThis), false);
    assert.deepEqual(
      problems.filter((problem) => !/ERR_(FILE_NOT_FOUND|INVALID_URL)/.test(problem)),
      [],
    );
  });

  it('and a URL from anywhere shows what it can', async () => {
    const { page, problems } = await browser.open(
      writePageReport(join(folder, 'url'), [hostile('x', 'one')]),
      '#q=%zz%&shot=<script>&tag=__proto__&rating=-7&sort=constructor&clip=nope&length=&x=1',
    );
    await page.getByText('No clip matches.').waitFor();
    await page.getByRole('button', { name: 'Show all clips' }).click();
    await page.locator('.card').waitFor();
    assert.equal(await page.getByLabel('Sort by').inputValue(), 'recorded');
    assert.deepEqual(
      problems.filter((problem) => !/ERR_(FILE_NOT_FOUND|INVALID_URL)/.test(problem)),
      [],
    );
  });
});
