import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import type { Figure } from './figures.ts';
import { camera as ofCamera } from './measure/camera.ts';
import { cost } from './measure/cost.ts';
import { cuts } from './measure/cuts.ts';
import { frames } from './measure/frames.ts';
import { rating } from './measure/rating.ts';
import { real } from './measure/real.ts';
import { words } from './measure/words.ts';

/** What is measured in clips, against what was filmed, and what measuring costs. */
export function measure(): Promise<Figure[]> {
  return inFolder(async (folder) => [
    ...(await cost(folder)),
    ...(await real()),
    ...(await cuts(folder)),
    ...(await frames(folder)),
    ...rating(),
    ...(await words(folder)),
    ...(await ofCamera(folder)),
  ]);
}

/** The part of `measure` that is about camera movement. */
export function camera(): Promise<Figure[]> {
  return inFolder(ofCamera);
}

async function inFolder(run: (folder: string) => Promise<Figure[]>): Promise<Figure[]> {
  // Encoders are talkative.
  Log.setLevel(AV_LOG_QUIET);
  const folder = mkdtempSync(join(tmpdir(), 'vlog-measure-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
