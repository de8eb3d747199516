import { type Figure, median } from './figures.ts';
import { BenchFolder } from './folder.ts';

const CLIPS = 40;
const RUNS = 3;
const DELAY_MS = 600;
const SLOTS = 4;

/** How much of what is decoded hides behind an engine that takes the same time for each clip. */
export async function overlap(): Promise<Figure[]> {
  const folder = await BenchFolder.make(CLIPS);
  const single = await BenchFolder.make(1);
  try {
    const first: number[] = [];
    const one: number[] = [];
    const four: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      // Without an engine that takes time, one clip is its decoding, and what a run takes anyway.
      first.push(await describing(single, 0, 1));
      one.push(await describing(folder, DELAY_MS, 1));
      four.push(await describing(folder, DELAY_MS, SLOTS));
    }
    const sum = CLIPS * DELAY_MS;
    const share = (walls: number[], ideal: number): number =>
      median(walls.map((wall, run) => (wall - (first[run] ?? Number.NaN)) / ideal));
    return [
      { name: 'first clip of a run, decoded', value: median(first), unit: 'ms' },
      { name: `${CLIPS} clips, engine of ${DELAY_MS} ms`, value: median(one), unit: 'ms' },
      {
        name: 'less the first, over the sum of delays',
        value: share(one, sum),
        unit: '×',
        atMost: 1.05,
      },
      { name: `the same with ${SLOTS} at a time`, value: median(four), unit: 'ms' },
      {
        name: 'less the first, over a quarter of the sum',
        value: share(four, sum / SLOTS),
        unit: '×',
        atMost: 1.05,
      },
    ];
  } finally {
    single.workspace.tidy();
    folder.workspace.tidy();
  }
}

/** Time from the first clip taken in to the last record written, in ms. */
async function describing(folder: BenchFolder, delayMs: number, slots: number): Promise<number> {
  return folder.withDaemon('delay-daemon.cjs', [String(delayMs), String(slots), '0'], async () => {
    const { exitCode, output } = await folder.workspace.gulp('stage3', '--force').ended;
    const seconds = / clips? described.* in ([\d.]+) s/.exec(output)?.[1];
    if (exitCode !== 0 || seconds === undefined) {
      throw new Error(output.slice(-2000));
    }
    return Number(seconds) * 1000;
  });
}
