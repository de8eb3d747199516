/**
 * `npm run bench` measures everything, `npm run bench -- NAME` one thing. Figures are medians; the
 * exit code is 1 when one misses its target.
 */
import { around } from './around.ts';
import { daemonStart } from './daemon-start.ts';
import { engines } from './engines.ts';
import { type Figure, print } from './figures.ts';
import { healthWhileGenerating } from './generating.ts';
import { hostile } from './hostile.ts';
import { hostileClips } from './hostile-clips.ts';
import { liveReport } from './live-report.ts';
import { machine } from './machine.ts';
import { many } from './many.ts';
import { camera, measure } from './measure.ts';
import { overlap } from './overlap.ts';
import { page } from './page.ts';
import { replicas } from './replicas.ts';
import { report } from './report.ts';
import { scale } from './scale.ts';
import { soak } from './soak.ts';
import { stage3 } from './stage3.ts';
import { unchanged } from './unchanged.ts';

const benchmarks: Record<string, () => Promise<Figure[]>> = {
  'daemon-start': daemonStart,
  around,
  many,
  unchanged,
  overlap,
  measure,
  camera,
  stage3,
  replicas,
  scale,
  report,
  page,
  engines,
  'health-while-generating': healthWhileGenerating,
  'live-report': liveReport,
  hostile: async () => [...(await hostile()), ...(await hostileClips())],
  'hostile-clips': hostileClips,
  soak,
};

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) {
    throw new Error(
      `No benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}`,
    );
  }
  console.log(machine());
  for (const [name, run] of Object.entries(benchmarks)) {
    if (wanted.length === 0 ? name !== 'camera' : wanted.includes(name)) {
      console.log(`\n${name}`);
      if (!print(await run())) {
        process.exitCode = 1;
      }
    }
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
