import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { VideoDescription } from '../../lib/record/schema.ts';
import { seedCommand, startDaemon, stopDaemon } from '../support/running-daemon.ts';
import { Workspace, waitFor } from '../support/workspace.ts';

describe('when gulp is killed with SIGKILL', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  const manyClips = (count: number): void => {
    for (let clip = 0; clip < count; clip++) {
      workspace.addExample('harbour_morning', `clip ${clip}`);
    }
  };

  for (const delay of [300, 500, 700, 900]) {
    it(`${delay} ms after its start, nothing of it is left`, async () => {
      workspace = await Workspace.make();
      manyClips(4);
      const run = workspace.gulp('stage3');
      await sleep(delay);
      run.process.kill('SIGKILL');
      await run.ended;
      await workspace.quiet();
      assert.deepEqual(workspace.leftFiles(), []);
    });
  }

  it('while the daemon describes, the daemon and its decoders are gone', async () => {
    workspace = await Workspace.make();
    manyClips(12);
    const run = workspace.gulp('stage3');
    await run.printed(/clip \d+\.mp4: /);
    run.process.kill('SIGKILL');
    await workspace.quiet();
    assert.deepEqual(workspace.leftFiles(), []);
    for (const name of workspace.clips('.json')) {
      VideoDescription.parse(workspace.record(name.replace('.json', '')));
    }
  });

  it('while a slow daemon_command loads, it is gone with its keeper', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand('--load-ms', '60000') });
    manyClips(1);
    const run = workspace.gulp('stage3');
    await waitFor(() => workspace.leftFiles().includes('daemon.pid'), 'the command to start');
    run.process.kill('SIGKILL');
    await workspace.quiet();
    assert.deepEqual(workspace.leftFiles(), []);
  });

  it('while the daemon stops, it is gone', async () => {
    workspace = await Workspace.make();
    manyClips(1);
    const run = workspace.gulp('stage3');
    await run.printed(/1 clip described/);
    run.process.kill('SIGKILL');
    await workspace.quiet();
    assert.deepEqual(workspace.leftFiles(), []);
  });

  it('a daemon that another run uses stays for it', async () => {
    workspace = await Workspace.make();
    manyClips(12);
    const first = workspace.gulp('stage3');
    await first.printed(/started at/);
    const second = workspace.gulp('stage3', '--force');
    await second.printed(/joined at/);
    first.process.kill('SIGKILL');
    const { exitCode, output } = await second.ended;
    assert.equal(exitCode, 0, output);
    assert.doesNotMatch(output, /has died/);
    assert.match(output, /12 clips described/);
    await workspace.quiet();
  });

  it('a daemon from start_daemon stays', async () => {
    workspace = await Workspace.make();
    manyClips(6);
    await startDaemon(workspace);
    const run = workspace.gulp('stage3');
    await run.printed(/joined at/);
    run.process.kill('SIGKILL');
    await waitFor(async () => (await workspace.health()).leases === 0, 'its lease to be gone');
    assert.equal((await workspace.health()).phase, 'ready');
    await stopDaemon(workspace);
    await workspace.quiet();
  });
});
