import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findProgram } from '../../lib/process/find-program.ts';

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Starts the Chromium of this machine, without a window, and without sound: for it, PulseAudio leaves a folder behind. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    args: ['--disable-audio-output'],
  });
}

/** In `CHROME_PATH`, where systems put it, or where Playwright does. */
export function findChromium(): string {
  const named = process.env.CHROME_PATH;
  const candidates = named === undefined ? [...NAMES, chromium.executablePath()] : [named];
  for (const candidate of candidates) {
    const found = isAbsolute(candidate) ? candidate : findProgram(candidate);
    if (found !== undefined && existsSync(found)) {
      return found;
    }
  }
  throw new Error(
    named === undefined
      ? 'No Chromium found. Install Chromium or Google Chrome (Debian: apt-get install chromium), or name its program in CHROME_PATH'
      : `CHROME_PATH is ${named}, and there is no such program`,
  );
}
