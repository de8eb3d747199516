import { rssOf } from '../support/processes.ts';
import { type Figure, median } from './figures.ts';
import { BenchFolder } from './folder.ts';
import { untilEnded } from './until-ended.ts';

const CLIPS = 10_000;
const RUNS = 3;
const EARLY = 1000;
const LOOK_EVERY_MS = 25;

/**
 * Garbage that Node has not bothered to collect is no leak: with so little room for it, what is in use
 * shows. In MB.
 */
const TIGHT_HEAP = '--max-old-space-size=60 --max-semi-space-size=1';

const EMPTY_GULPFILE = 'export async function empty() {}';

/** 10,000 clips: memory while they are described, and what a run costs that finds nothing to do. */
export async function many(): Promise<Figure[]> {
  const folder = await BenchFolder.make(CLIPS);
  try {
    const memory = await folder.withDaemon(
      'instant-daemon.cjs',
      [folder.record, '1', '0'],
      async () => {
        const peaks: Memory[] = [];
        for (let run = 0; run < RUNS; run++) {
          folder.forget(CLIPS);
          peaks.push(await memoryOfRun(folder));
        }
        folder.forget(CLIPS);
        process.env.NODE_OPTIONS = TIGHT_HEAP;
        const tight = await memoryOfRun(folder);
        delete process.env.NODE_OPTIONS;
        return { peaks, tight };
      },
    );
    folder.workspace.gulpfile(EMPTY_GULPFILE, 'empty.mjs');
    const unchanged: number[] = [];
    const empty: number[] = [];
    for (let run = 0; run < RUNS + 2; run++) {
      unchanged.push((await folder.stage3()) / 1000);
      empty.push((await folder.workspace.gulp('--gulpfile', 'empty.mjs', 'empty').ended).seconds);
    }
    const over = unchanged.map((seconds, run) => seconds - (empty[run] ?? Number.NaN));
    return [
      { name: 'unchanged run over 10,000 clips', value: median(unchanged), unit: 's' },
      { name: 'gulp with an empty task', value: median(empty), unit: 's' },
      { name: 'the first over the second', value: median(over), unit: 's', atMost: 1.5 },
      {
        name: 'gulp process, growth from clip 1,000 on',
        value: median(memory.peaks.map(({ early, peak }) => peak - early)),
        unit: 'MB',
        atMost: 10,
      },
      {
        name: 'gulp process, peak RSS over 10,000 clips',
        value: median(memory.peaks.map(({ peak }) => peak)),
        unit: 'MB',
        atMost: 150,
      },
      {
        name: `the growth with ${TIGHT_HEAP}`,
        value: memory.tight.peak - memory.tight.early,
        unit: 'MB',
        atMost: 10,
      },
      {
        name: 'the peak with it',
        value: memory.tight.peak,
        unit: 'MB',
        atMost: 150,
      },
    ];
  } finally {
    folder.workspace.tidy();
  }
}

type Memory = { early: number; peak: number };

/** Resident memory when the first 1,000 are done, and at the most, in MB. */
async function memoryOfRun({ workspace }: BenchFolder): Promise<Memory> {
  const run = workspace.gulp('stage3');
  let done = 0;
  let early = 0;
  let peak = 0;
  // Of many clips only each tenth of them has a line.
  run.onLine(/(\d+) of \d+ clips, /, (count) => {
    done = Number(count);
  });
  await untilEnded(run.ended, LOOK_EVERY_MS, () => {
    peak = Math.max(peak, rssOf(run.process.pid ?? 0));
    if (done < EARLY) {
      early = peak;
    }
  });
  const { exitCode, output } = await run.ended;
  if (exitCode !== 0) {
    throw new Error(output.slice(-2000));
  }
  return { early, peak };
}
