import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';
import type { Figure } from './figures.ts';
import { camera } from './measure/camera.ts';
import { cost } from './measure/cost.ts';
import { cuts } from './measure/cuts.ts';
import { frames } from './measure/frames.ts';
import { real } from './measure/real.ts';

/** What is measured in clips, against what was filmed, and what measuring costs. */
export async function measure(): Promise<Figure[]> {
  // Encoders are talkative.
  Log.setLevel(AV_LOG_QUIET);
  const folder = mkdtempSync(join(tmpdir(), 'vlog-measure-'));
  try {
    return [
      ...(await cost(folder)),
      ...(await real()),
      ...(await cuts(folder)),
      ...(await frames(folder)),
      ...(await camera(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
