import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { VideoDescription } from '../lib/record/schema.ts';
import { isListening, Workspace } from './support/workspace.ts';
import { describedClip } from './timeline/random-clips.ts';

describe('gulp stage3', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(async () => {
    await workspace.finish();
  });

  it('writes a whole record next to every clip, with a daemon that is gone afterwards', async () => {
    workspace.addClip('harbour_morning');
    workspace.addClip('old_town_walk');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    for (const stem of ['harbour_morning', 'old_town_walk']) {
      const record = VideoDescription.parse(workspace.record(stem));
      assert.equal(record.filename, `${stem}.mp4`);
      assert.equal(record.provenance?.engine, 'measured');
    }
    assert.match(output, /Daemon \(PID \d+\) started at http:\/\/127\.0\.0\.1:\d+/);
    assert.match(output, /Daemon \(PID \d+\) stopped/);
    assert.equal(existsSync(workspace.path('status/daemon.pid')), false);
    assert.equal(existsSync(workspace.path('status/daemon_running.signal')), false);
    assert.deepEqual(readdirSync(workspace.path('logs')).sort(), [
      'daemon.log',
      'daemon_start.log',
      'daemon_stop.log',
    ]);
  });

  it('says with --dry-run what it would describe and why, and does nothing', async () => {
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3', '--dry-run').ended;
    assert.equal(exitCode, 0);
    assert.match(output, /Would describe harbour_morning\.mp4 \(new\)/);
    assert.equal(existsSync(workspace.path('clips/harbour_morning.json')), false);
    assert.equal(existsSync(workspace.path('logs')), false);
  });

  it('takes settings in the gulpfile in place of config.yaml, under --config', async () => {
    workspace.addClip('a', { subtitles: false });
    workspace.gulpfile(`
      import { tasks } from 'LIBRARY';
      export const { stage3 } = tasks({ preview_folder: 'none', describe: { require_subtitles: false } });
    `);
    const { output } = await workspace.gulp(
      ...['stage3', '--dry-run', '--config', 'preview_folder=clips'],
    ).ended;
    assert.match(output, /Would describe a\.mp4 \(new\)/);
  });

  it('names each bad clip once with the reason, describes every good one, and fails with the count', async () => {
    workspace.addClip(`it's a "good" one 🎬 100%`);
    workspace.addFile('empty.mp4', '');
    workspace.addFile('letter.mp4', 'Dear editor, this is not a video.\n'.repeat(100));
    truncateSync(workspace.addExample('old_town_walk', 'cut off'), 4000);
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1);
    for (const [name, reason] of [
      ['empty', 'the file is empty'],
      ['letter', 'no container format'],
      ['cut off', ''],
    ] as const) {
      const lines = output.split('\n').filter((line) => line.includes(`${name}.mp4`));
      assert.equal(lines.length, 1, `${name}: ${lines.join('\n')}`);
      assert.match(lines[0] ?? '', new RegExp(`not a readable video.*${reason}`));
      assert.equal(existsSync(workspace.path(`clips/${name}.json`)), false);
    }
    assert.match(output, /3 of 4 clips could not be described/);
    VideoDescription.parse(workspace.record(`it's a "good" one 🎬 100%`));
    assert.doesNotMatch(output, /^\s+at /m, 'a stack');
    assert.deepEqual(
      readdirSync(workspace.path('clips')).filter((name) => name.includes('.json')),
      [`it's a "good" one 🎬 100%.json`],
    );
  });

  it('holds clips without subtitles back, names them, and exits 0', async () => {
    workspace.addClip('a', { subtitles: false });
    workspace.addClip('b', { subtitles: false });
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0);
    assert.match(
      output,
      /2 clips wait for subtitles .*: a\.mp4, b\.mp4\n.*Nothing described: no clip has subtitles \(a_cleaned\.srt\)\. .*require_subtitles=false\n.*Finished/,
    );
    assert.doesNotMatch(output, /Daemon/);
  });

  it('says where it looked when there are no clips, and starts no daemon', async () => {
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0);
    assert.match(output, /No clips: nothing matches clips\/\*\.mp4/);
    assert.doesNotMatch(output, /Daemon/);
  });

  it('fails when the folder is not there, and says which key to set', async () => {
    const { exitCode, output } = await workspace.gulp('stage3', '--config', 'preview_folder=none')
      .ended;
    assert.equal(exitCode, 1);
    assert.match(output, /There is no folder .*none\. Set preview_folder/);
    assert.doesNotMatch(output, /^\s+at /m);
  });

  it('tells of a wrong configuration in one line without a stack, which --verbose shows', async () => {
    for (const [args, message] of [
      [['--config', 'describe.fsp=2'], /Did you mean describe\.fps\?/],
      [['--configfile', 'none.yaml'], /No config file at none\.yaml/],
      [['--dryrun'], /Unknown flag --dryrun\. Did you mean --dry-run\?/],
    ] as const) {
      const { exitCode, output } = await workspace.gulp('stage3', ...args).ended;
      assert.equal(exitCode, 1);
      assert.match(output, message);
      assert.doesNotMatch(output, /^\s+at /m);
    }
    const { output } = await workspace.gulp('stage3', '--verbose', '--configfile', 'none.yaml')
      .ended;
    assert.match(output, /^\s+at /m);
  });

  it('describes more clips than a stream holds, in a folder with odd characters', async () => {
    const folder = workspace.path('clips');
    for (let clip = 0; clip < 20; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
    mkdirSync(workspace.path('[odd] {folder}*'));
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.json')).length, 20);
  });
});

describe('gulp stage3 over a clip that is described', () => {
  let workspace: Workspace;
  before(async () => {
    workspace = await Workspace.make();
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
  });
  afterEach(() => workspace.quiet());
  after(() => workspace.finish());

  it('does nothing: it says “up to date” and starts no daemon', async () => {
    const written = statSync(workspace.path('clips/harbour_morning.json')).mtimeMs;
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0);
    assert.match(output, /1 clip up to date/);
    assert.doesNotMatch(output, /Daemon/);
    assert.equal(statSync(workspace.path('clips/harbour_morning.json')).mtimeMs, written);
  });

  it('describes it again with --force', async () => {
    const { output } = await workspace.gulp('stage3', '--force').ended;
    assert.match(output, /harbour_morning\.mp4: /);
  });

  it('describes it again when its subtitles have changed', async () => {
    workspace.write(
      'clips/harbour_morning_cleaned.srt',
      '1\n00:00:01,000 --> 00:00:02,000\nWhat a lovely lighthouse\n',
    );
    const { output } = await workspace.gulp('stage3').ended;
    assert.match(output, /harbour_morning\.mp4: .*lighthouse/);
  });
});

describe('gulp timeline', () => {
  it('writes what the records in the folder keep, of clips that are gone as well, and starts no daemon', async () => {
    const workspace = await Workspace.make();
    try {
      for (const stem of ['here', 'gone']) {
        const { record } = describedClip(stem, [[0, 1]], { seconds: 2 });
        workspace.write(`clips/${stem}.json`, JSON.stringify(record));
      }
      workspace.addClip('here');
      workspace.addClip('not described');
      workspace.write('clips/package.json', '{"name": "no record"}');
      const { exitCode, output } = await workspace.gulp(
        ...['timeline', '--config', 'timeline.file=cut/film.fcpxml'],
      ).ended;
      assert.equal(exitCode, 0, output);
      assert.match(output, /1 clip without a record.*: not described\.mp4/);
      assert.match(output, /1 clip offline.*: gone\.mp4/);
      assert.match(output, /cut\/film\.fcpxml: 2 segments of 2 clips, 2s/);
      assert.doesNotMatch(output, /Daemon|package\.json/);
      const xml = readFileSync(workspace.path('cut/film.fcpxml'), 'utf8');
      assert.equal(xml.match(/<asset-clip /g)?.length, 2);
    } finally {
      await workspace.finish();
    }
  });
});

describe('gulp start_daemon, daemon_status and stop_daemon', () => {
  let workspace: Workspace;
  before(async () => {
    workspace = await Workspace.make({ describe: { live_report: true } });
    workspace.addClip('harbour_morning');
  });
  after(() => workspace.finish());

  it('daemon_status exits 3 when nothing runs', async () => {
    const { exitCode, output } = await workspace.gulp('daemon_status').ended;
    assert.equal(exitCode, 3);
    assert.match(output, /No daemon runs at/);
  });

  it('start_daemon leaves a daemon that is ready, with its PID and signal files', async () => {
    const { exitCode, output } = await workspace.gulp('start_daemon').ended;
    assert.equal(exitCode, 0, output);
    const pid = readFileSync(workspace.path('status/daemon.pid'), 'utf8');
    assert.match(pid, /^\d+\n$/);
    assert.equal(existsSync(workspace.path('status/daemon_running.signal')), true);
    process.kill(Number(pid), 0);
  });

  it('daemon_status exits 0 when it is ready, and tells where the live report is', async () => {
    const { exitCode, output } = await workspace.gulp('daemon_status').ended;
    assert.equal(exitCode, 0);
    assert.match(output, /is ready with measured/);
    assert(output.includes(`; live report: http://127.0.0.1:${workspace.port}/`), output);
  });

  it('start_daemon again finds it running', async () => {
    const { output } = await workspace.gulp('start_daemon').ended;
    assert.match(output, /already running/);
  });

  it('stage3 uses it and leaves it up', async () => {
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0);
    assert.match(output, /joined/);
    assert.match(output, /stays up: it was started by start_daemon/);
    assert.equal(await isListening(workspace.port), true);
  });

  it('stop_daemon ends it and its files, and twice in a row is fine', async () => {
    const { exitCode, output } = await workspace.gulp('stop_daemon').ended;
    assert.equal(exitCode, 0, output);
    assert.equal(await isListening(workspace.port), false);
    assert.equal(existsSync(workspace.path('status/daemon.pid')), false);
    assert.equal(existsSync(workspace.path('status/daemon_running.signal')), false);
    const again = await workspace.gulp('stop_daemon').ended;
    assert.equal(again.exitCode, 0);
    assert.match(again.output, /No daemon runs at/);
  });
});
