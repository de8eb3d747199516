import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { seedCommand, startDaemon } from '../support/running-daemon.ts';
import { type Outcome, Workspace, waitFor } from '../support/workspace.ts';

describe('daemon_status', () => {
  let workspace: Workspace;
  afterEach(() => workspace.tidy());

  const status = async (exitCode: number, line: RegExp): Promise<void> => {
    const answer = await workspace.gulp('daemon_status').ended;
    assert.match(answer.output, line);
    assert.equal(answer.exitCode, exitCode, answer.output);
  };

  it('not running: 3', async () => {
    workspace = await Workspace.make();
    await status(3, /No daemon runs at/);
  });

  it('ready: 0', async () => {
    workspace = await Workspace.make();
    await startDaemon(workspace);
    await status(0, /is ready with measured, 0 described; 0 runs use it/);
  });

  it('ready, for a daemon_command: 0', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand() });
    await startDaemon(workspace);
    await status(0, new RegExp(`PID ${workspace.pid}\\) .* is ready with measured`));
  });

  it('busy: 0', async () => {
    workspace = await Workspace.make();
    const clips = Array.from({ length: 8 }, (_, clip) => workspace.addClip(`clip ${clip}`));
    await startDaemon(workspace);
    const hangUp = new AbortController();
    // Again and again: the status may take longer than any clip.
    const describing = clips.map(async (filename) => {
      while (!hangUp.signal.aborted) {
        const answer = await fetch(`http://127.0.0.1:${workspace.port}/describe`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ filename }),
          signal: hangUp.signal,
        });
        await answer.text();
      }
    });
    try {
      await status(0, /is describing clip \d+\.mp4, \d+ in hand/);
    } finally {
      hangUp.abort();
      await Promise.allSettled(describing);
    }
  });

  it('starting: 4, with what it loads and how far it is', async () => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--progress-ms', '600000', '--progress-steps', '100'),
    });
    const start = workspace.gulp('start_daemon');
    await waitFor(() => workspace.leftFiles().includes('daemon.pid'), 'the daemon to start');
    await status(4, /is loading: (starting|loading weights)/);
    start.process.kill('SIGINT');
    await start.ended;
  });

  it('stopping: 4', async () => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--ignore-sigterm'),
      daemon_stop_timeout: 60,
    });
    await startDaemon(workspace);
    const stop = workspace.gulp('stop_daemon').ended;
    // A keeper has no port to ask.
    let answer: Outcome | undefined;
    await waitFor(async () => {
      answer = await workspace.gulp('daemon_status').ended;
      return /is stopping/.test(answer.output);
    }, 'the daemon to be stopping');
    assert.equal(answer?.exitCode, 4);
    process.kill(workspace.pid, 'SIGKILL');
    await stop;
  });

  it('a stranger on the port: 4, with its PID', async () => {
    workspace = await Workspace.make();
    await workspace.withStranger(() => status(4, new RegExp(`taken by .*PID ${process.pid}`)));
  });

  it('stale files: 4', async () => {
    workspace = await Workspace.make();
    mkdirSync(workspace.path('status'));
    writeFileSync(workspace.path('status/daemon.pid'), '4711\n');
    await status(4, /No daemon runs at .* is left of PID 4711/);
  });

  it('a daemon that hangs: 4', async () => {
    workspace = await Workspace.make({ daemon_stop_timeout: 1 });
    await startDaemon(workspace);
    process.kill(workspace.pid, 'SIGSTOP');
    await status(4, /runs and does not answer/);
  });
});
