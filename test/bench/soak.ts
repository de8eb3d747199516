import { setTimeout as sleep } from 'node:timers/promises';
import { allCredentials } from '../../lib/protocol/credentials.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { childrenOf } from '../support/processes.ts';
import { type GulpRun, type Outcome, Workspace } from '../support/workspace.ts';
import type { Figure } from './figures.ts';

const CLIPS = 300;
const RUNS = 3;
const INCIDENTS = 60;

/** In ms. A suspension is shorter than the 15 s after which a daemon is taken for dead. */
const PAUSE_MS = 1000;
const SUSPENSION_MS = 2000;

/** What is done to whom, in turn. */
const VICTIMS = ['worker', 'daemon', 'run'] as const;
const DEEDS = ['kill', 'suspend'] as const;

type Soak = { workspace: Workspace; runs: Set<GulpRun>; incidents: Map<string, number> };

/**
 * 300 clips and three runs side by side, while runs, daemons and decoders are killed and suspended: how
 * many records are whole in the end, and what is left behind. A run that was killed, or that has lost
 * its daemon three times, is started again.
 */
export async function soak(): Promise<Figure[]> {
  const workspace = await Workspace.make();
  const state: Soak = { workspace, runs: new Set(), incidents: new Map() };
  try {
    for (let clip = 0; clip < CLIPS; clip++) {
      workspace.addExample('harbour_morning', `clip ${clip}`);
    }
    const begun = performance.now();
    const [outcomes] = await Promise.all([
      Promise.all(Array.from({ length: RUNS }, () => runAgainAndAgain(state))),
      doHarm(state),
    ]);
    await workspace.quiet(60_000);
    const said = outcomes.flat().map(({ output }) => output);
    return [
      { name: 'time', value: (performance.now() - begun) / 1000, unit: 's' },
      ...[...state.incidents].map(([name, value]) => ({ name, value, unit: 'times' })),
      { name: 'runs', value: said.length, unit: '' },
      { name: 'runs that met a bug', value: count(said, /INTERNAL|^\s+at /m), unit: '', atMost: 0 },
      { name: 'records missing or broken', value: brokenRecords(workspace), unit: '', atMost: 0 },
      { name: 'files left', value: filesLeft(workspace), unit: '', atMost: 0 },
    ];
  } finally {
    workspace.tidy();
  }
}

/** Describes what is missing, and all clips anew while harm is still to be done. */
async function runAgainAndAgain(state: Soak): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (;;) {
    const isLast = isDone(state);
    // Once all are described, so that there is work for as long as harm is done.
    const again = !isLast && brokenRecords(state.workspace) === 0;
    const run = state.workspace.gulp('stage3', ...(again ? ['--force'] : []));
    state.runs.add(run);
    const outcome = await run.ended;
    state.runs.delete(run);
    outcomes.push(outcome);
    if (isLast) {
      if (outcome.exitCode !== 0) {
        throw new Error(outcome.output);
      }
      return outcomes;
    }
  }
}

async function doHarm(state: Soak): Promise<void> {
  for (let turn = 0; !isDone(state); turn++) {
    await sleep(PAUSE_MS);
    const victim = VICTIMS[turn % VICTIMS.length] ?? 'worker';
    const deed = DEEDS[Math.floor(turn / VICTIMS.length) % DEEDS.length] ?? 'kill';
    const pid = pidOf(state, victim);
    if (pid !== undefined && (await harm(pid, deed))) {
      const name = `${victim} ${deed === 'kill' ? 'killed' : 'suspended'}`;
      state.incidents.set(name, (state.incidents.get(name) ?? 0) + 1);
    }
  }
}

function isDone({ incidents }: Soak): boolean {
  return [...incidents.values()].reduce((sum, times) => sum + times, 0) >= INCIDENTS;
}

function pidOf({ workspace, runs }: Soak, victim: (typeof VICTIMS)[number]): number | undefined {
  if (victim === 'run') {
    const all = [...runs];
    return all[Math.floor(Math.random() * all.length)]?.process.pid;
  }
  if (!workspace.leftFiles().includes('daemon_running.signal')) {
    return undefined;
  }
  const daemon = daemonOf(workspace);
  return victim === 'daemon' || daemon === undefined ? daemon : childrenOf(daemon)[0];
}

function daemonOf(workspace: Workspace): number | undefined {
  try {
    return workspace.pid || undefined;
  } catch {
    // It has just ended.
    return undefined;
  }
}

async function harm(pid: number, deed: (typeof DEEDS)[number]): Promise<boolean> {
  try {
    if (deed === 'kill') {
      process.kill(pid, 'SIGKILL');
      return true;
    }
    process.kill(pid, 'SIGSTOP');
    await sleep(SUSPENSION_MS);
    process.kill(pid, 'SIGCONT');
    return true;
  } catch {
    // It has ended by itself.
    return false;
  }
}

function count(texts: readonly string[], pattern: RegExp): number {
  return texts.filter((text) => pattern.test(text)).length;
}

function brokenRecords(workspace: Workspace): number {
  const there = new Set(workspace.clips('.json'));
  return Array.from({ length: CLIPS }, (_, clip) => `clip ${clip}`).filter(
    (stem) =>
      !there.has(`${stem}.json`) || !VideoDescription.safeParse(workspace.record(stem)).success,
  ).length;
}

/** PID and signal files, unfinished records, and credentials of daemons on this port. */
function filesLeft(workspace: Workspace): number {
  const credentials = allCredentials().filter(({ port }) => port === workspace.port);
  return workspace.leftFiles().length + workspace.clips('.tmp').length + credentials.length;
}
