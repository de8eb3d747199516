import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Pool } from 'undici';
import { type Figure, median } from './figures.ts';
import { BenchFolder } from './folder.ts';

const CLIPS = 500;
const RUNS = 5;

/** What a clip costs around the daemon, one at a time, with a daemon that answers at once. */
export async function around(): Promise<Figure[]> {
  const folder = await BenchFolder.make(CLIPS);
  try {
    return await folder.withDaemon('instant-daemon.cjs', [folder.record, '1', '0'], async () => {
      const ours: number[] = [];
      const bare: number[] = [];
      for (let run = 0; run < RUNS; run++) {
        folder.forget(CLIPS);
        const all = await folder.stage3();
        folder.forget(1);
        // Whatever a run takes but for its clips, start of gulp and look at the others included.
        const one = await folder.stage3();
        ours.push((all - one) / (CLIPS - 1));
        bare.push(await bareLoop(folder));
      }
      const ratio = median(ours.map((ms, run) => ms / (bare[run] ?? Number.NaN)));
      return [
        {
          name: 'a clip around the daemon, one at a time',
          value: median(ours),
          unit: 'ms',
          atMost: 3,
        },
        { name: 'bare loop of requests and file writes', value: median(bare), unit: 'ms' },
        { name: 'ratio of the two', value: ratio, unit: '×', atMost: 3 },
      ];
    });
  } finally {
    folder.workspace.tidy();
  }
}

async function bareLoop({ workspace }: BenchFolder): Promise<number> {
  mkdirSync(workspace.path('bare'), { recursive: true });
  const pool = new Pool(`http://127.0.0.1:${workspace.port}`);
  const begun = performance.now();
  for (let clip = 0; clip < CLIPS; clip++) {
    const { body } = await pool.request({
      method: 'POST',
      path: '/describe',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: workspace.path('clips', `clip ${clip}.mp4`) }),
    });
    const record = JSON.stringify(await body.json(), null, 2);
    await writeFile(workspace.path('bare', `${clip}.json`), record);
  }
  const perClip = (performance.now() - begun) / CLIPS;
  await pool.close();
  return perClip;
}
