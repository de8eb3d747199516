import { copyFileSync, linkSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VideoDescription } from '../../lib/record/schema.ts';
import { processesIn, rssOf } from '../support/processes.ts';
import { inRepository } from '../support/repository.ts';
import { Workspace } from '../support/workspace.ts';
import { type Figure, median } from './figures.ts';
import { untilEnded } from './until-ended.ts';

const CLIPS = 5000;
const RUNS = 3;
const LOOK_EVERY_MS = 200;
const RECENT_MS = 3000;

/** `npx gulp report` over 5,000 clips: the first time, unchanged, and after one clip has changed. */
export async function report(): Promise<Figure[]> {
  const workspace = await Workspace.make({ describe: { require_subtitles: false } });
  try {
    await fill(workspace);
    const first = await run(workspace);
    // What was written just now is looked at once more.
    await sleep(RECENT_MS);
    await run(workspace);
    const unchanged: Run[] = [];
    for (let each = 0; each < RUNS; each++) {
      unchanged.push(await run(workspace));
    }
    // The others are links to one file.
    const clip = workspace.path('clips/clip 7.mp4');
    rmSync(clip);
    copyFileSync(inRepository('test/fixtures/small.mp4'), clip);
    const changed = await run(workspace);
    const pictures = readdirSync(workspace.path('report/pictures'));
    const bytes = pictures.map((name) => statSync(workspace.path('report/pictures', name)).size);
    return [
      { name: 'first run over 5,000 clips', value: first.seconds, unit: 's' },
      { name: 'pictures', value: bytes.reduce((sum, size) => sum + size, 0) / 1e6, unit: 'MB' },
      {
        name: 'unchanged run',
        value: median(unchanged.map(({ seconds }) => seconds)),
        unit: 's',
        atMost: 3,
      },
      { name: 'run after one clip has changed', value: changed.seconds, unit: 's' },
      { name: 'gulp process, peak RSS, first run', value: first.gulpMb, unit: 'MB', atMost: 400 },
      {
        name: 'gulp process, peak RSS, unchanged run',
        value: Math.max(...unchanged.map(({ gulpMb }) => gulpMb)),
        unit: 'MB',
        atMost: 400,
      },
      { name: 'a media worker, peak RSS', value: first.workerMb, unit: 'MB', atMost: 300 },
      { name: 'media workers at a time', value: first.workers, unit: '' },
    ];
  } finally {
    workspace.tidy();
  }
}

/** One clip under 5,000 names, each with a record and subtitles of its own. */
async function fill(workspace: Workspace): Promise<void> {
  const first = workspace.addExample('harbour_morning', 'clip 0');
  const { exitCode, output } = await workspace.gulp('stage3').ended;
  if (exitCode !== 0) {
    throw new Error(output);
  }
  const record = workspace.record('clip 0') as VideoDescription;
  copyFileSync(inRepository('test/fixtures/small.mp4'), first);
  const subtitles = workspace.path('clips/clip 0_cleaned.srt');
  for (let clip = 1; clip < CLIPS; clip++) {
    const stem = workspace.path(`clips/clip ${clip}`);
    linkSync(first, `${stem}.mp4`);
    linkSync(subtitles, `${stem}_cleaned.srt`);
    const own = {
      ...record,
      filename: `clip ${clip}.mp4`,
      video_description_short: `harbour_${clip}`,
      rating: (clip % 100) / 100,
    };
    writeFileSync(`${stem}.json`, JSON.stringify(own, null, 2));
  }
}

type Run = { seconds: number; gulpMb: number; workerMb: number; workers: number };

async function run(workspace: Workspace): Promise<Run> {
  const run = workspace.gulp('report');
  const gulp = run.process.pid ?? 0;
  const peak = { gulpMb: 0, workerMb: 0, workers: 0 };
  await untilEnded(run.ended, LOOK_EVERY_MS, () => {
    peak.gulpMb = Math.max(peak.gulpMb, rssOf(gulp));
    const workers = processesIn(workspace.folder).filter((pid) => pid !== gulp);
    peak.workers = Math.max(peak.workers, workers.length);
    peak.workerMb = Math.max(peak.workerMb, ...workers.map(rssOf));
  });
  const { exitCode, output, seconds } = await run.ended;
  if (exitCode !== 0) {
    throw new Error(output.slice(-2000));
  }
  return { seconds, ...peak };
}
