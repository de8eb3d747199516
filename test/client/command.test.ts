import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { VideoDescription } from '../../lib/record/schema.ts';
import { processesIn } from '../support/processes.ts';
import { seedCommand, startDaemon, stopDaemon } from '../support/running-daemon.ts';
import { isListening, Workspace, waitFor } from '../support/workspace.ts';

describe('daemon_command: a daemon that knows no lease', () => {
  let workspace: Workspace;
  afterEach(async () => {
    await workspace.finish();
  });

  it('is started, waited for, used and stopped, and its records keep our contract', async () => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--load-ms', '500'),
      describe: { model: 'mlx-community/some-model' },
    });
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    const record = VideoDescription.parse(workspace.record('harbour_morning'));
    assert.equal(record.video_description_short, 'seen_by_the_stand_in');
    assert.equal(record.classification_model, 'mlx-community/some-model');
    assert.deepEqual(record.tags, ['static', 'wide']);
    assert.deepEqual(record.segments, [
      { in_timestamp: '00:00:01.000', out_timestamp: '00:00:05.000' },
    ]);
    assert.equal(record.video_thumbnail_base64, '');
    assert.equal(Object.hasOwn(record, 'camera_movement'), false);
    assert.equal(record.provenance?.engine, 'daemon_command');
    const again = await workspace.gulp('stage3').ended;
    assert.match(again.output, /1 clip up to date/);
  });

  it('has its own PID in the PID file, and the signal file when it is ready', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand() });
    await startDaemon(workspace);
    assert(processesIn(workspace.folder).includes(workspace.pid));
    // Its access log is that of other programs: our own requests of /health would fill it.
    await fetch(`http://127.0.0.1:${workspace.port}/other`);
    await waitFor(() => workspace.log().includes('GET /other'), 'its access log');
    assert.doesNotMatch(workspace.log(), /GET \/health/);
    assert.equal(existsSync(workspace.path('status/daemon_running.signal')), true);
    await stopDaemon(workspace);
    assert.equal(await isListening(workspace.port), false);
  });

  it('is shared by two runs, and stopped by the last', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand('--wait-while', 'hold') });
    workspace.write('hold', '');
    for (let clip = 0; clip < 4; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
    const first = workspace.gulp('stage3');
    await first.printed(/started at/);
    workspace.addClip('late');
    workspace.write('hold-late.mp4', '');
    const second = workspace.gulp('stage3', '--force');
    await second.printed(/joined at/);
    rmSync(workspace.path('hold'));
    assert.match((await first.ended).output, /stays up: 1 other run uses it/);
    rmSync(workspace.path('hold-late.mp4'));
    assert.match((await second.ended).output, /stopped/);
  });

  it('ends by PARENT_PID when gulp and the keeper are killed', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand('--describe-ms', '60000') });
    workspace.addClip('harbour_morning');
    const run = workspace.gulp('stage3');
    await run.printed(/started at/);
    for (const pid of processesIn(workspace.folder)) {
      if (pid !== workspace.pid) {
        process.kill(pid, 'SIGKILL');
      }
    }
    await run.ended;
    await workspace.quiet();
    rmSync(workspace.path('status'), { recursive: true });
  });

  it('gets what the seed’s daemon knows, and nothing else; max_pixels is a count of pixels', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand() });
    const clip = workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    const [, asked = ''] = /^asked (.*)$/m.exec(workspace.log()) ?? [];
    assert.deepEqual(JSON.parse(asked), {
      filename: clip,
      fps: 1,
      max_pixels: 224 * 224,
      max_tokens: 2000,
      temperature: 0.7,
    });
  });

  it('reads clip.srt: the record names it, and that there is none is said once', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand() });
    const clip = workspace.addClip('harbour_morning');
    workspace.addClip('old_town_walk');
    const without = await workspace.gulp('stage3').ended;
    const warning = /harbour_morning_cleaned\.srt is not read/g;
    assert.equal(without.exitCode, 0, without.output);
    assert.equal(without.output.match(/is not read/g)?.length, 1, without.output);
    const provenance = () => VideoDescription.parse(workspace.record('harbour_morning')).provenance;
    assert.equal(provenance()?.subtitles, null);
    assert.match((await workspace.gulp('stage3').ended).output, /2 clips up to date/);

    const subtitles = clip.replace(/\.mp4$/, '.srt');
    copyFileSync(clip.replace(/\.mp4$/, '_cleaned.srt'), subtitles);
    const { output } = await workspace.gulp('stage3').ended;
    assert.match(output, /1 subtitles changed/);
    assert.doesNotMatch(output, warning);
    assert.equal(provenance()?.subtitles?.size_bytes, statSync(subtitles).size);
  });

  it('that hangs is killed and started again, and its clips are described after all', async () => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--hang-at', '3'),
      describe: { timeout: 3 },
    });
    for (let clip = 0; clip < 3; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /does not answer; starting it again/);
    assert.match(output, /3 clips described/);
  });

  it('is stopped by stop_daemon though its keeper was killed', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand('--survive-parent') });
    await startDaemon(workspace);
    const keeper = processesIn(workspace.folder).find((pid) => pid !== workspace.pid);
    assert(keeper !== undefined);
    process.kill(keeper, 'SIGKILL');
    await waitFor(() => !processesIn(workspace.folder).includes(keeper), 'the keeper to be gone');
    assert.equal(await isListening(workspace.port), true);
    const { output } = await workspace.gulp('stop_daemon').ended;
    assert.match(output, /stopped/);
    assert.equal(await isListening(workspace.port), false);
  });

  it('is stopped by stop_daemon though its keeper was killed while it loaded', async () => {
    workspace = await Workspace.make({
      daemon_command: seedCommand('--load-ms', '60000', '--survive-parent'),
    });
    const start = workspace.gulp('start_daemon');
    await waitFor(() => workspace.leftFiles().includes('daemon.pid'), 'the command to start');
    const command = workspace.pid;
    const others = processesIn(workspace.folder).filter(
      (pid) => pid !== command && pid !== start.process.pid,
    );
    start.process.kill('SIGKILL');
    for (const pid of others) {
      process.kill(pid, 'SIGKILL');
    }
    await start.ended;
    await waitFor(
      () => processesIn(workspace.folder).every((pid) => pid === command),
      'all but the command to be gone',
    );
    process.kill(command, 0);
    const { output } = await workspace.gulp('stop_daemon').ended;
    assert.match(output, /stopped/);
  });

  it('that somebody started by hand with the same model is used, and left alone', async () => {
    workspace = await Workspace.make({ daemon_command: seedCommand() });
    workspace.addClip('harbour_morning');
    const [program = '', ...args] = seedCommand().map((word) =>
      word
        .replace('{port}', String(workspace.port))
        .replace('{host}', '127.0.0.1')
        .replace('{model}', 'measured'),
    );
    const byHand = spawn(program, args);
    try {
      await waitFor(() => isListening(workspace.port), 'the daemon to listen');
      const { exitCode, output } = await workspace.gulp('stage3').ended;
      assert.equal(exitCode, 0, output);
      assert.match(output, /stays up: it was not started by us/);
      assert.equal(byHand.exitCode ?? byHand.signalCode, null);
      const other = await workspace.gulp('stage3', '--force', '--config', 'describe.model=other')
        .ended;
      assert.equal(other.exitCode, 1);
      assert.match(other.output, /taken by a daemon with the model measured/);
    } finally {
      byHand.kill('SIGKILL');
      await once(byHand, 'exit');
    }
  });
});
