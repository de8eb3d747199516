import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { daemonState } from '../../lib/client/status.ts';
import { stopDaemonNow } from '../../lib/client/stop.ts';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { holdDaemon } from '../../lib/index.ts';
import { freePort } from '../support/ports.ts';
import { configIn, inside } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

describe('the daemon’s files', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());

  /** Holds the daemon for a moment; answers what was said. */
  const hold = async (input: ConfigInput = {}): Promise<string[]> => {
    const said: string[] = [];
    const config = configIn(workspace, input);
    await inside(workspace, async () => {
      const daemon = await holdDaemon(config, { log: (line) => said.push(line) });
      await daemon.release();
    });
    return said;
  };

  for (const key of ['daemon_pid_file', 'daemon_signal_file', 'daemon_log_file']) {
    it(`${key} that is a folder: an error that names both`, async () => {
      mkdirSync(workspace.path('folder'));
      await assert.rejects(
        hold({ [key]: workspace.path('folder') }),
        (error: Error) =>
          error.message.includes('folder cannot be used') && error.message.includes(`set ${key}`),
      );
    });
  }

  it('a log of the start or stop that cannot be kept costs no run, and is said once', async () => {
    mkdirSync(workspace.path('logs/daemon_start.log'), { recursive: true });
    const said = await hold();
    assert.equal(said.filter((line) => line.startsWith('Cannot keep')).length, 1);
    assert.match(said.join('\n'), /started.*\n.*stopped/s);
  });

  it('are one daemon’s: a second one with another port is refused, and the first keeps them', async () => {
    const first = await inside(workspace, async () => holdDaemon(configIn(workspace)));
    const { pid } = workspace;
    await assert.rejects(
      hold({ daemon_port: await freePort() }),
      new RegExp(`daemon\\.pid belongs to a daemon .*PID ${pid}`),
    );
    assert.equal(workspace.pid, pid);
    assert.equal(workspace.leftFiles().includes('daemon_running.signal'), true);
    await first.release();
  });

  it('daemon_status and stop_daemon say when the daemon there is another folder’s', async () => {
    const other = await Workspace.make();
    const port = `daemon_port=${other.port}`;
    await other.gulp('start_daemon').ended;
    const status = await workspace.gulp('daemon_status', '--config', port).ended;
    assert.equal(status.exitCode, 4, status.output);
    assert.match(status.output, /is ready .*; not for this configuration: working directory is/);
    const stop = await workspace.gulp('stop_daemon', '--config', port).ended;
    assert.match(stop.output, /stopped; it was started with other settings: working directory is/);
    await other.finish();
  });

  it('of another machine, which shares the folder, are named, left alone by stop_daemon, and replaced by a start', async () => {
    mkdirSync(workspace.path('status'));
    workspace.write('status/daemon.pid', `${process.pid}\n`);
    workspace.write('status/daemon.pid.start', '4711\nvideo-2\n');
    await inside(workspace, async () => {
      const config = configIn(workspace);
      const { state, line } = await daemonState(config);
      assert.equal(state, 'not running');
      assert.match(line, /daemon\.pid is that of video-2$/);
      const said: string[] = [];
      await stopDaemonNow(config, (text) => said.push(text));
      assert.match(said.join(), /daemon\.pid is that of video-2, and stays/);
    });
    assert.deepEqual(workspace.leftFiles(), ['daemon.pid', 'daemon.pid.start']);
    const said = await hold();
    assert.match(
      said.join('\n'),
      /is that of a daemon on video-2; this one takes its place.*--shard/,
    );
    assert.deepEqual(workspace.leftFiles(), []);
  });

  const releaseAfter = async (change: (startTime: string) => string): Promise<string[]> => {
    await inside(workspace, async () => {
      const daemon = await holdDaemon(configIn(workspace), { log: () => {} });
      const start = workspace.path('status/daemon.pid.start');
      const [startTime = ''] = readFileSync(start, 'utf8').split('\n');
      writeFileSync(start, change(startTime));
      await daemon.release();
    });
    return workspace.leftFiles();
  };

  it('are not removed by a daemon whose place another machine’s has taken, though it has the same PID', async () => {
    const left = await releaseAfter(() => '4711\nvideo-2\n');
    assert.equal(left.includes('daemon.pid'), true);
    rmSync(workspace.path('status'), { recursive: true });
  });

  it('are removed by their daemon when its machine has been given another name meanwhile', async () => {
    assert.deepEqual(await releaseAfter((startTime) => `${startTime}\nold-name\n`), []);
  });
});
