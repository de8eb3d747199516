import { strict as assert } from 'node:assert';
import { Workspace } from '../../support/workspace.ts';
import { browser } from './setup.ts';

describe('a page that a daemon serves', () => {
  let workspace: Workspace;

  before(async () => {
    workspace = await Workspace.make();
    workspace.addExample('harbour_morning');
    workspace.addClip('old_town_walk');
  });
  after(() => workspace.finish());

  it('shows the clips as stage3 describes them, plays one, and says when the run is over, without being loaded again', async () => {
    const watch = workspace.gulp('watch_report');
    await watch.printed(/Live report: http/);
    const { page, problems } = await browser.open(`http://127.0.0.1:${workspace.port}/`);
    await page.getByText('0 of 2 described').waitFor();
    await page.evaluate(() => Object.assign(window, { neverLoadedAgain: true }));

    const run = await workspace.gulp('stage3').ended;
    assert.equal(run.exitCode, 0, run.output);
    await page.getByText('No clip waits · 2 described').waitFor();
    await page.locator('.card img').nth(1).waitFor();

    await page.locator('.card', { hasText: 'harbour_morning.mp4' }).locator('.open').click();
    const seconds = await page.locator('video').evaluate(
      (video: HTMLVideoElement) =>
        new Promise((resolve) => {
          const seek = () => {
            video.currentTime = 4;
          };
          video.addEventListener('seeked', () => resolve(video.currentTime), { once: true });
          video.readyState > 0 ? seek() : video.addEventListener('loadedmetadata', seek);
        }),
    );
    // It plays on.
    assert(Number(seconds) >= 4 && Number(seconds) < 5, String(seconds));
    await page.getByText('Good morning from the harbour').first().waitFor();
    await page.keyboard.press('Escape');

    watch.process.kill('SIGINT');
    await watch.ended;
    await page.getByText('The daemon has ended: it is no longer used.').waitFor();
    assert(await page.evaluate(() => 'neverLoadedAgain' in window));
    assert.deepEqual(
      problems.filter((problem) => !problem.includes('ERR_CONNECTION_REFUSED')),
      [],
    );
  });
});
