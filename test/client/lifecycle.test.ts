import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { request } from 'undici';
import { completion, ModelServer, properAnswer } from '../support/model-server.ts';
import { settingsFor } from '../support/openai.ts';
import { runDaemon } from '../support/running-daemon.ts';
import { isListening, Workspace, waitFor } from '../support/workspace.ts';

describe('the daemon’s life', () => {
  it('has a PID file with the PID and a newline, and a signal file while it is ready', async () => {
    const daemon = await runDaemon();
    const { pid } = daemon.lease;
    assert.equal(readFileSync(daemon.config.daemon_pid_file, 'utf8'), `${pid}\n`);
    const signal = JSON.parse(readFileSync(daemon.config.daemon_signal_file, 'utf8'));
    assert.equal(signal.pid, pid);
    assert.equal(signal.url, daemon.url);
    await daemon.lease.release(() => {});
    assert.equal(existsSync(daemon.config.daemon_pid_file), false);
    assert.equal(existsSync(daemon.config.daemon_signal_file), false);
    assert.equal(await isListening(daemon.config.daemon_port), false);
    await daemon.workspace.finish();
  });

  it('on SIGTERM finishes the clip in flight, then removes its files and ends', async () => {
    const model = await ModelServer.start({
      answer: () => completion(properAnswer(), { afterMs: 500 }),
    });
    const daemon = await runDaemon({ describe: settingsFor(model) });
    const clip = daemon.workspace.addClip('old_town_walk');
    const answer = request(`${daemon.url}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: clip }),
    });
    await waitFor(() => model.asked.length > 0, 'the clip to be in flight');
    process.kill(daemon.lease.pid ?? 0, 'SIGTERM');
    const { statusCode, body } = await answer;
    assert.equal(statusCode, 200);
    assert.equal(((await body.json()) as { filename: string }).filename, 'old_town_walk.mp4');
    assert.equal(await daemon.lease.ended, 'SIGTERM');
    await waitFor(
      async () => !(await isListening(daemon.config.daemon_port)),
      'the port to be free',
    );
    assert.equal(existsSync(daemon.config.daemon_pid_file), false);
    assert.equal(existsSync(daemon.config.daemon_signal_file), false);
    await daemon.stop();
    await model.kill();
  });

  it('ends as it should when its logs were deleted meanwhile', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    const { lease, workspace } = await runDaemon();
    rmSync(workspace.path('logs'), { recursive: true });
    const said: string[] = [];
    await lease.release((line) => said.push(line));
    assert.match(said.join(), /stopped/);
    await workspace.finish();
    // The process that started it learns of its end a little later.
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.off('unhandledRejection', note);
    assert.deepEqual(rejections, []);
  });

  it('goes on when its log cannot be written, as on a full disk', async () => {
    const workspace = await Workspace.make();
    workspace.addClip('harbour_morning');
    mkdirSync(workspace.path('logs'));
    symlinkSync('/dev/full', workspace.path('logs/daemon.log'));
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    await workspace.finish();
  });
});
