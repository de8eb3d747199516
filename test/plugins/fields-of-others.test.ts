import assert from 'node:assert/strict';
import { readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { seedCommand } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

/** What the seed's web page writes into a record. */
const OF_THE_PAGE = { keep: false, clip_cut_duration: 2.5, last_updated: '2026-11-25T10:00:00' };

describe('the record of a clip that is described again', () => {
  let workspace: Workspace;
  const record = () => workspace.record('clip') as Record<string, unknown>;
  const recordFile = () => workspace.path('clips', 'clip.json');
  const describe = async (...args: string[]) => {
    const { exitCode, output } = await workspace.gulp('stage3', ...args).ended;
    return { exitCode, output };
  };
  afterEach(() => workspace.finish());

  for (const [whose, config] of [
    ['the packaged daemon', {}],
    ['a daemon_command', { daemon_command: seedCommand() }],
  ] as const) {
    it(`keeps what other programs wrote into it, in place, with ${whose}`, async () => {
      workspace = await Workspace.make(config);
      workspace.addClip('clip');
      assert.equal((await describe()).exitCode, 0);
      const { filename, ...rest } = record();
      const edited = { filename, ...OF_THE_PAGE, ...rest, video_description_long: 'Edited.' };
      writeFileSync(recordFile(), JSON.stringify(edited));
      const { exitCode, output } = await describe('--force');
      assert.equal(exitCode, 0, output);
      const { keep, clip_cut_duration, last_updated } = record();
      assert.deepEqual({ keep, clip_cut_duration, last_updated }, OF_THE_PAGE);
      assert.deepEqual(Object.keys(record()), Object.keys(edited));
      assert.notEqual(record().video_description_long, 'Edited.');
      assert.match((await describe()).output, /1 clip up to date/);
    });
  }

  it('is kept as clip.json.bak when it is not a JSON object, which is said', async () => {
    workspace = await Workspace.make();
    workspace.addClip('clip');
    writeFileSync(recordFile(), '{"keep": NaN}');
    const { exitCode, output } = await describe();
    assert.equal(exitCode, 0, output);
    assert.match(output, /clip\.json: not a JSON object; it was kept as .*clip\.json\.bak\./);
    assert.equal(readFileSync(`${recordFile()}.bak`, 'utf8'), '{"keep": NaN}');
    assert.equal(record().filename, 'clip.mp4');
  });

  it('is left alone when it is too large to be one, also with --force', async () => {
    workspace = await Workspace.make();
    workspace.addClip('clip');
    writeFileSync(recordFile(), '');
    truncateSync(recordFile(), 20 * 1024 * 1024);
    const { exitCode, output } = await describe('--force');
    assert.equal(exitCode, 1);
    assert.match(output, /clip\.json: larger than 10240 KB\. Fix or remove it\./);
    assert.equal(statSync(recordFile()).size, 20 * 1024 * 1024);
  });

  it('has the time of a clip that was touched, so that it is read once; not after --dry-run', async () => {
    workspace = await Workspace.make();
    const clip = workspace.addClip('clip');
    await describe();
    writeFileSync(recordFile(), JSON.stringify({ ...record(), ...OF_THE_PAGE }));
    const before = record();
    utimesSync(clip, 1_000_000, 1_000_000);
    assert.match((await describe('--dry-run')).output, /1 clip up to date/);
    assert.deepEqual(record(), before);
    assert.match((await describe()).output, /1 clip up to date/);
    const provenance = before.provenance as { clip: object };
    assert.deepEqual(record(), {
      ...before,
      provenance: { ...provenance, clip: { ...provenance.clip, modified_ms: 1_000_000_000 } },
    });
  });

  it('goes on down the stream with its fields as file.data and its own stat', async () => {
    workspace = await Workspace.make();
    workspace.addClip('clip');
    writeFileSync(recordFile(), JSON.stringify(OF_THE_PAGE));
    workspace.gulpfile(`
import { pipeline } from 'node:stream/promises';
import { Writable } from 'node:stream';
import gulp from 'gulp';
import { describe, pending, startDaemon, stopDaemon } from 'LIBRARY';
export const stage3 = () => pipeline(
  gulp.src('clips/*.mp4', { read: false }), pending(), startDaemon(), describe(), stopDaemon(),
  new Writable({ objectMode: true, write(file, _encoding, done) {
    console.log('DATA', file.data.filename, file.data.keep, file.stat.size === file.contents.length);
    done();
  } }),
);`);
    const { output } = await describe();
    assert.match(output, /DATA clip\.mp4 false true/);
  });
});
