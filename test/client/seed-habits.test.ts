import { strict as assert } from 'node:assert';
import { execa } from 'execa';
import { startDaemon, stopDaemon } from '../support/running-daemon.ts';
import { isListening, Workspace } from '../support/workspace.ts';

describe('the seed’s habits from a shell', () => {
  let workspace: Workspace;
  before(async () => {
    workspace = await Workspace.make();
    workspace.addClip('harbour_morning');
    await startDaemon(workspace);
  });
  after(async () => {
    await stopDaemon(workspace);
    await workspace.finish();
  });
  const sh = (command: string) =>
    execa('sh', ['-c', command], { cwd: workspace.folder, reject: false });

  it('cat status/daemon.pid names a process that lives: kill -0 $(cat status/daemon.pid)', async () => {
    assert.equal((await sh('kill -0 $(cat status/daemon.pid)')).exitCode, 0);
  });

  it('ls status/daemon_running.signal finds it while the daemon is ready', async () => {
    assert.equal((await sh('ls -la status/daemon_running.signal')).exitCode, 0);
  });

  it('GET /health answers 200', async () => {
    assert.equal((await fetch(`http://127.0.0.1:${workspace.port}/health`)).status, 200);
  });

  it('rm of both files while it runs hurts nothing: stage3, daemon_status and stop_daemon go on', async () => {
    assert.equal((await sh('rm -f status/daemon.pid status/daemon_running.signal')).exitCode, 0);
    assert.equal((await workspace.gulp('daemon_status').ended).exitCode, 0);
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /joined/);
    assert.equal((await workspace.gulp('stop_daemon').ended).exitCode, 0);
    assert.equal(await isListening(workspace.port), false);
  });
});
