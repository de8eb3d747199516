import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { VideoDescription } from '../../lib/record/schema.ts';
import { processesIn } from '../support/processes.ts';
import {
  seedCommand,
  startDaemon,
  startDaemonWith,
  stopDaemon,
} from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

describe('a daemon that dies in the middle of a run', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  const manyClips = (count: number): void => {
    for (let clip = 0; clip < count; clip++) {
      workspace.addExample('harbour_morning', `clip ${clip}`);
    }
  };
  const described = (output: string): string[] =>
    [...output.matchAll(/(clip \d+)\.mp4: /g)].map(([, name = '']) => name);

  it('is started again once, and every clip is described, none twice', async () => {
    workspace = await Workspace.make();
    manyClips(10);
    const run = workspace.gulp('stage3');
    await run.printed(/clip \d+\.mp4: /);
    process.kill(workspace.pid, 'SIGKILL');
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 0, output);
    assert.equal(output.match(/has died; starting it again/g)?.length, 1, output);
    assert.equal(described(output).length, 10, output);
    assert.equal(new Set(described(output)).size, 10, output);
    for (let clip = 0; clip < 10; clip++) {
      VideoDescription.parse(workspace.record(`clip ${clip}`));
    }
    await workspace.quiet();
  });

  it('is started again when it hangs, though its port still accepts', async () => {
    workspace = await Workspace.make();
    manyClips(10);
    // It is taken for dead after 15 missing heartbeats; the soak waits for those of a second each.
    await startDaemonWith(workspace, { heartbeatMs: 100 });
    const run = workspace.gulp('stage3');
    await run.printed(/clip \d+\.mp4: /);
    process.kill(workspace.pid, 'SIGSTOP');
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /has died; starting it again/);
    assert.equal(new Set(described(output)).size, 10);
    await workspace.quiet();
  }).timeout(60_000);

  it('is none when all processes were suspended: the clips in flight are described', async () => {
    workspace = await Workspace.make();
    manyClips(10);
    await startDaemonWith(workspace, { heartbeatMs: 100 });
    const run = workspace.gulp('stage3');
    await run.printed(/clip \d+\.mp4: /);
    const gulp = run.process.pid ?? 0;
    const others = processesIn(workspace.folder).filter((pid) => pid !== gulp);
    for (const pid of [...others, gulp]) {
      process.kill(pid, 'SIGSTOP');
    }
    await sleep(4000);
    // The run wakes first, and finds that it has heard nothing for 4 s.
    process.kill(gulp, 'SIGCONT');
    await sleep(300);
    for (const pid of others) {
      process.kill(pid, 'SIGCONT');
    }
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 0, output);
    assert.doesNotMatch(output, /has died/);
    assert.equal(new Set(described(output)).size, 10);
    await stopDaemon(workspace);
    await workspace.quiet();
  }).timeout(120_000);

  it('is started again by a run that finds it hanging', async () => {
    workspace = await Workspace.make();
    manyClips(2);
    await startDaemon(workspace);
    const hung = workspace.pid;
    process.kill(hung, 'SIGSTOP');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, new RegExp(`PID ${hung}\\) does not answer; starting it again`));
    assert.match(output, /2 clips described/);
    await workspace.quiet();
  }).timeout(120_000);

  it('gives one clear error when it keeps dying, not one per clip', async () => {
    workspace = await Workspace.make();
    manyClips(10);
    const run = workspace.gulp('stage3');
    run.onLine(/Daemon \(PID (\d+)\) started/, (pid) => process.kill(Number(pid), 'SIGKILL'));
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 1, output);
    assert.equal(
      output.match(/ended 3 times in a row without describing a clip/g)?.length,
      1,
      output,
    );
    assert.doesNotMatch(output, /^\s+at /m);
    await workspace.quiet();
  }).timeout(60_000);

  it('ends the run when somebody stops it on purpose', async () => {
    workspace = await Workspace.make();
    manyClips(60);
    const run = workspace.gulp('stage3');
    await run.printed(/clip \d+\.mp4: /);
    assert.equal((await workspace.gulp('stop_daemon').ended).exitCode, 0);
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 1);
    assert.match(output, /was stopped in the middle of the run \(SIGTERM\)/);
    await workspace.quiet();
  });

  it('is started again when its engine is dead behind a live port', async () => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--describe-ms', '700', '--lose-model-after', '4'),
    });
    manyClips(6);
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /has died; starting it again/);
    assert.equal(new Set(described(output)).size, 6, output);
    await workspace.quiet();
  }).timeout(60_000);
});
