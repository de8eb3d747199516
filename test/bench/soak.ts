import { setTimeout as sleep } from 'node:timers/promises';
import { VideoDescription } from '../../lib/record/schema.ts';
import { Workspace } from '../support/workspace.ts';
import type { Figure } from './figures.ts';

const CLIPS = 300;
const KILL_EVERY_MS = 3000;
const SECOND_RUN_EVERY_MS = 7000;

const OTHER_RUN = `
import { pipeline } from 'node:stream/promises';
import gulp from 'gulp';
import { describe, loadConfig, startDaemon, stopDaemon } from 'LIBRARY';
export const other = async () => { const c = loadConfig(); await pipeline(
  gulp.src('clips/other.mp4', { read: false }), startDaemon(c), describe(c), stopDaemon(c)); };
`;

/**
 * 300 short clips while the daemon is killed every few seconds and a second run joins and leaves:
 * how many valid records there are, and how many clips were described more than once.
 */
export async function soak(): Promise<Figure[]> {
  const workspace = await Workspace.make();
  try {
    for (let clip = 0; clip < CLIPS; clip++) {
      workspace.addExample('harbour_morning', `clip ${clip}`);
    }
    const run = workspace.gulp('stage3');
    let running = true;
    void run.ended.then(() => {
      running = false;
    });
    const [kills, joined] = await Promise.all([
      killDaemons(workspace, () => running),
      joinAndLeave(workspace, () => running),
    ]);
    const { exitCode, output } = await run.ended;
    if (exitCode !== 0) {
      throw new Error(output.replace(/^.*mp4: [a-z_]+\n/gm, ''));
    }
    const described = [...output.matchAll(/(clip \d+)\.mp4: /g)].map(([, name]) => name);
    await workspace.quiet();
    return [
      { name: 'daemon killed', value: kills, unit: 'times' },
      { name: 'other runs that joined and left', value: joined, unit: 'runs' },
      {
        name: 'records missing or broken',
        value: CLIPS - validRecords(workspace),
        unit: '',
        atMost: 0,
      },
      {
        name: 'clips described more than once',
        value: described.length - new Set(described).size,
        unit: '',
        atMost: 0,
      },
      { name: 'files left over', value: workspace.leftFiles().length, unit: '', atMost: 0 },
    ];
  } finally {
    workspace.tidy();
  }
}

async function killDaemons(workspace: Workspace, running: () => boolean): Promise<number> {
  let kills = 0;
  while (running()) {
    await sleep(KILL_EVERY_MS);
    if (running() && workspace.leftFiles().includes('daemon_running.signal')) {
      try {
        process.kill(workspace.pid, 'SIGKILL');
        kills++;
      } catch {
        // It was just being started again.
      }
    }
  }
  return kills;
}

/** A run with nothing to describe but one clip of its own, which it describes again each time. */
async function joinAndLeave(workspace: Workspace, running: () => boolean): Promise<number> {
  let joined = 0;
  workspace.gulpfile(OTHER_RUN, 'other.gulpfile.mjs');
  workspace.addExample('harbour_morning', 'other', { subtitles: false });
  while (running()) {
    await sleep(SECOND_RUN_EVERY_MS);
    if (running()) {
      const { output } = await workspace.gulp('--gulpfile', 'other.gulpfile.mjs', 'other').ended;
      joined += /joined at/.test(output) ? 1 : 0;
    }
  }
  return joined;
}

function validRecords(workspace: Workspace): number {
  return Array.from({ length: CLIPS }, (_, clip) => `clip ${clip}`).filter(
    (stem) =>
      workspace.clips('.json').includes(`${stem}.json`) &&
      VideoDescription.safeParse(workspace.record(stem)).success,
  ).length;
}
