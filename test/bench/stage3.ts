import { readFileSync } from 'node:fs';
import { childrenOf, rssOf } from '../support/processes.ts';
import { Workspace } from '../support/workspace.ts';
import { type Figure, median } from './figures.ts';
import { untilEnded } from './until-ended.ts';

const RUNS = 3;
const CLIPS = 12;
const LOOK_EVERY_MS = 20;

type Peak = { gulp: number; worker: number; health: number };

/** `gulp stage3` as a user runs it: wall time per clip, memory, and how fast `/health` answers. */
export async function stage3(): Promise<Figure[]> {
  const perClip: number[] = [];
  const again: number[] = [];
  const peaks: Peak[] = [];
  for (let run = 0; run < RUNS; run++) {
    const workspace = await Workspace.make();
    try {
      for (let clip = 0; clip < CLIPS; clip++) {
        workspace.addExample('old_town_walk', `clip ${clip}`);
      }
      const gulp = workspace.gulp('stage3');
      const watching = watch(workspace, gulp.process.pid ?? 0, gulp.ended);
      const { seconds, exitCode, output } = await gulp.ended;
      if (exitCode !== 0) {
        throw new Error(output);
      }
      perClip.push((seconds * 1000) / CLIPS);
      peaks.push(await watching);
      again.push((await workspace.gulp('stage3').ended).seconds);
    } finally {
      workspace.tidy();
    }
  }
  return [
    { name: 'wall per 6 s clip, start and stop included', value: median(perClip), unit: 'ms' },
    { name: 'unchanged run', value: median(again), unit: 's', atMost: 2 },
    {
      name: '/health while it works, slowest',
      value: median(peaks.map(({ health }) => health)),
      unit: 'ms',
      atMost: 50,
    },
    {
      name: 'gulp process, peak RSS',
      value: median(peaks.map(({ gulp }) => gulp)),
      unit: 'MB',
      atMost: 150,
    },
    {
      name: 'media worker, peak RSS',
      value: median(peaks.map(({ worker }) => worker)),
      unit: 'MB',
      atMost: 250,
    },
  ];
}

/** Looks at the processes and asks `/health` until the run ends. */
async function watch(
  workspace: Workspace,
  gulpPid: number,
  ended: Promise<unknown>,
): Promise<Peak> {
  const peak: Peak = { gulp: 0, worker: 0, health: 0 };
  await untilEnded(ended, LOOK_EVERY_MS, async () => {
    peak.gulp = Math.max(peak.gulp, rssOf(gulpPid));
    const daemonPid = daemonPidOf(workspace);
    if (daemonPid !== undefined) {
      for (const worker of childrenOf(daemonPid)) {
        peak.worker = Math.max(peak.worker, rssOf(worker));
      }
      peak.health = Math.max(peak.health, await healthMs(workspace.port));
    }
  });
  return peak;
}

function daemonPidOf(workspace: Workspace): number | undefined {
  try {
    return Number(readFileSync(workspace.path('status/daemon.pid'), 'utf8'));
  } catch {
    // Not there yet, or not any more.
    return undefined;
  }
}

/** A connection of its own each time, as curl makes it; 0 when the daemon is not there. */
async function healthMs(port: number): Promise<number> {
  const begun = performance.now();
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, {
      headers: { connection: 'close' },
    });
    await response.arrayBuffer();
  } catch {
    return 0;
  }
  return performance.now() - begun;
}
