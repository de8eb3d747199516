import { strict as assert } from 'node:assert';
import { existsSync, rmSync } from 'node:fs';
import { seedCommand, startDaemon } from '../support/running-daemon.ts';
import { isListening, Workspace } from '../support/workspace.ts';

describe('stop_daemon', () => {
  let workspace: Workspace;
  afterEach(async () => {
    await workspace.finish();
  });

  const isGone = async (): Promise<void> => {
    assert.equal(await isListening(workspace.port), false);
    assert.deepEqual(workspace.leftFiles(), []);
  };

  it('lets the clip in flight be finished, and returns when port and files are gone', async () => {
    workspace = await Workspace.make();
    const clip = workspace.addClip('old_town_walk');
    await startDaemon(workspace);
    const answer = fetch(`http://127.0.0.1:${workspace.port}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: clip }),
    });
    const stop = workspace.gulp('stop_daemon').ended;
    const { status, text } = await answer.then(async (r) => ({
      status: r.status,
      text: await r.text(),
    }));
    assert.equal(status, 200, text);
    assert.equal((await stop).exitCode, 0);
    await isGone();
  });

  it('ends a daemon that hangs, by SIGKILL after daemon_stop_timeout', async () => {
    workspace = await Workspace.make({ daemon_stop_timeout: 1 });
    await startDaemon(workspace);
    process.kill(workspace.pid, 'SIGSTOP');
    const { exitCode, output } = await workspace.gulp('stop_daemon').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /stopped; it did not answer/);
    await isGone();
  });

  it('ends a daemon_command that ignores SIGTERM', async () => {
    workspace = await Workspace.make({
      daemon_stop_timeout: 1,
      daemon_command: seedCommand('--ignore-sigterm'),
    });
    await startDaemon(workspace);
    const { exitCode, output } = await workspace.gulp('stop_daemon').ended;
    assert.equal(exitCode, 0, output);
    await isGone();
  });

  it('works after somebody has removed the PID and signal files', async () => {
    workspace = await Workspace.make();
    await startDaemon(workspace);
    rmSync(workspace.path('status'), { recursive: true });
    const { exitCode, output } = await workspace.gulp('stop_daemon').ended;
    assert.equal(exitCode, 0);
    assert.match(output, /stopped/);
    await isGone();
  });

  it('removes the files of a daemon that was killed', async () => {
    workspace = await Workspace.make();
    await startDaemon(workspace);
    process.kill(workspace.pid, 'SIGKILL');
    await workspace.quiet();
    assert.equal(existsSync(workspace.path('status/daemon.pid')), true);
    assert.equal((await workspace.gulp('stop_daemon').ended).exitCode, 0);
    await isGone();
  });
});
