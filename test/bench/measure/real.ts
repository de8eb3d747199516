import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { analyze } from '../../../lib/media/analyze.ts';
import type { Figure } from '../figures.ts';
import { contentChanges } from './content-detector.ts';
import { REAL } from './cost.ts';
import { CutScore, RivalScore } from './score.ts';

/** What was seen by eye in the real clips: whether the camera stands still, and the first frame after each cut. */
const SEEN: { name: string; isStill?: boolean; rate: number; cuts: number[] }[] = [
  { name: 'car-detection', isStill: true, rate: 12.5, cuts: [] },
  { name: 'handheld-skate', isStill: false, rate: 24, cuts: [] },
  { name: 'big-buck-bunny-30s', rate: 24, cuts: [285, 378, 553] },
];

/** Camera and cuts of real clips, where they are at hand, beside a rival's cuts. */
export async function real(): Promise<Figure[]> {
  const there = SEEN.filter(({ name }) => existsSync(join(REAL, `${name}.mp4`)));
  if (there.length === 0) {
    console.log(`    no real clips in ${REAL}: camera and cuts were tried on generated ones only`);
    return [];
  }
  let wrongCameras = 0;
  const score = new CutScore();
  const rival = new RivalScore();
  for (const { name, isStill, rate, cuts } of there) {
    const file = join(REAL, `${name}.mp4`);
    const request = { file, fps: 1, maxFrames: 32, maxPixels: 224, pictures: false };
    const { measurements, frames } = await analyze(request, async () => {});
    const { movement } = measurements.camera;
    const measured = measurements.shots
      .slice(1)
      .map((shot) => Math.round(shot.start_seconds * rate));
    console.log(`    ${name}: ${movement}, cuts at ${measured}, ${frames.length} frames`);
    wrongCameras += isStill !== undefined && isStill !== (movement === 'still') ? 1 : 0;
    score.add(cuts, measured);
    rival.add(cuts, await contentChanges(file));
  }
  return [
    { name: 'real clips with the wrong camera', value: wrongCameras, unit: '', atMost: 0 },
    {
      name: 'real cuts missed or seen where none is',
      value: score.missed + score.wrong,
      unit: '',
      atMost: 0,
    },
    ...rival.figures(score, 'real clips'),
  ];
}
