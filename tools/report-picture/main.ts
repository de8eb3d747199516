/**
 * `npm run docs:report-picture`: describes the example clips, writes their report, and takes the pictures of it that the README and
 * docs/report.md show. It needs Chromium.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { execa } from 'execa';
import { ReportBrowser } from '../../test/support/report-browser.ts';
import { palettePng } from './palette-png.ts';

const CLIPS = 'examples/clips';
/** Names of the clips as the day went. */
const DAY = [
  'harbour_morning',
  'beach_then_coffee',
  'saturday_market',
  'old_town_walk',
  'village_from_the_meadow',
  'phare_au_soir',
];
const MORNING = Date.UTC(2026, 6, 4, 7, 12);
const APART_MS = 95 * 60_000;
const GULPFILE = `import { tasks } from '${resolve('dist/index.js')}';\nexport const { stage3, report } = tasks();\n`;

async function main(): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'vlog-describe-docs-'));
  const browser = new ReportBrowser();
  try {
    const report = await writeReport(join(temporary, 'Saturday by the sea'));
    await browser.start();
    await take(browser, report, {
      width: 1040,
      height: 466,
      scheme: 'light',
      file: 'docs/report.png',
    });
    await take(browser, report, {
      width: 1180,
      height: 640,
      scheme: 'dark',
      file: 'docs/report-clip.png',
      open: true,
    });
  } finally {
    await browser.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function writeReport(folder: string): Promise<string> {
  const preview = join(folder, 'videos/preview');
  mkdirSync(preview, { recursive: true });
  for (const file of readdirSync(CLIPS)) {
    copyFileSync(join(CLIPS, file), join(preview, file));
  }
  for (const [at, name] of DAY.entries()) {
    const recorded = new Date(MORNING + at * APART_MS);
    utimesSync(join(preview, `${name}.mp4`), recorded, recorded);
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'gulpfile.mjs'), GULPFILE);
  writeFileSync(join(folder, 'config.yaml'), 'daemon_port: 0\n');
  for (const task of ['stage3', 'report']) {
    await execa(process.execPath, ['node_modules/gulp/bin/gulp.js', task], {
      cwd: folder,
      stdio: 'inherit',
    });
  }
  return join(folder, 'report/index.html');
}

/** Run in the page, whose policy allows no evaluation by itself. */
const PAUSE_LATER = `new Promise((paused) => {
  const video = document.querySelector('video');
  const timer = setInterval(() => {
    if (video.currentTime > 3.4) {
      clearInterval(timer);
      video.pause();
      setTimeout(paused, 4000);
    }
  }, 20);
})`;
const LOAD_PICTURES = 'Promise.all([...document.images].map((image) => image.decode()))';

type Picture = {
  width: number;
  height: number;
  scheme: 'light' | 'dark';
  file: string;
  open?: boolean;
};

async function take(
  browser: ReportBrowser,
  report: string,
  { width, height, scheme, file, open = false }: Picture,
): Promise<void> {
  const { page } = await browser.open(report, '', {
    viewport: { width, height },
    colorScheme: scheme,
  });
  if (open) {
    await page.locator('.card .open').first().click();
    await page.evaluate(PAUSE_LATER);
  }
  await page.evaluate(LOAD_PICTURES);
  const image = await loadImage(await page.screenshot());
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  writeFileSync(file, palettePng(context.getImageData(0, 0, width, height).data, width, height));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
