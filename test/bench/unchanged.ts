import { setTimeout as sleep } from 'node:timers/promises';
import { rssOf } from '../support/processes.ts';
import { type Figure, median } from './figures.ts';
import { BenchFolder } from './folder.ts';
import { untilEnded } from './until-ended.ts';

const CLIPS = 100_000;
const RUNS = 3;
const LOOK_EVERY_MS = 25;
const RECENT_MS = 3000;

/** 100,000 clips of which none has changed: the first run, which reads all records, and later ones. */
export async function unchanged(): Promise<Figure[]> {
  const folder = await BenchFolder.make(CLIPS);
  try {
    folder.finish(CLIPS);
    // What was written just now is read once more.
    await sleep(RECENT_MS);
    const first = await run(folder);
    const later: Run[] = [];
    for (let each = 0; each < RUNS; each++) {
      later.push(await run(folder));
    }
    return [
      { name: 'first run over 100,000 clips', value: first.seconds, unit: 's' },
      { name: 'the peak RSS of it', value: first.mb, unit: 'MB', atMost: 300 },
      {
        name: 'later run',
        value: median(later.map(({ seconds }) => seconds)),
        unit: 's',
        atMost: 10,
      },
      {
        name: 'the peak RSS of it',
        value: Math.max(...later.map(({ mb }) => mb)),
        unit: 'MB',
        atMost: 300,
      },
    ];
  } finally {
    folder.workspace.tidy();
  }
}

type Run = { seconds: number; mb: number };

async function run({ workspace }: BenchFolder): Promise<Run> {
  const run = workspace.gulp('stage3');
  let mb = 0;
  await untilEnded(run.ended, LOOK_EVERY_MS, () => {
    mb = Math.max(mb, rssOf(run.process.pid ?? 0));
  });
  const { output, seconds } = await run.ended;
  if (!output.includes(`${CLIPS} clips up to date`)) {
    throw new Error(output.slice(-2000));
  }
  return { seconds, mb };
}
