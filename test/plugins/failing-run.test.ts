import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import { Workspace } from '../support/workspace.ts';

const GULPFILE = `
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import gulp from 'gulp';
import { pending, startDaemon, describe, stopDaemon, loadConfig } from 'LIBRARY';
const failing = () => new Transform({ objectMode: true, transform(file, _, done) {
  done(new Error('the later plugin failed at ' + file.basename)); } });
export const later = async () => { const c = loadConfig(); await pipeline(
  gulp.src('clips/*.mp4', { read: false }), pending(c), startDaemon(c), describe(c), failing(), stopDaemon(c)); };
export const throwing = async () => { const c = loadConfig(); await pipeline(
  gulp.src('clips/*.mp4', { read: false }), startDaemon(c), describe(c), stopDaemon(c));
  throw new Error('the task failed afterwards'); };
`;

describe('a run that fails for another reason', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
    workspace.addClip('a');
    workspace.addClip('b');
  });
  afterEach(() => workspace.finish());

  it('gives its daemon up when a later plugin fails, keeps that plugin’s message, and says how far it got', async () => {
    for (let clip = 1; clip <= 10; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
    workspace.gulpfile(GULPFILE);
    const { exitCode, output } = await workspace.gulp('later').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /the later plugin failed at a\.json/);
    assert.match(output, /\d+ of 12 clips described; run again for the rest/);
    await workspace.quiet();
    assert.deepEqual(workspace.leftFiles(), []);
  });

  it('keeps the message of a task that fails after the stream', async () => {
    workspace.gulpfile(GULPFILE);
    const { exitCode, output } = await workspace.gulp('throwing').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /the task failed afterwards/);
    await workspace.quiet();
  });

  it('gives its daemon up when something stands in a record’s place, and names it', async () => {
    mkdirSync(workspace.path('clips/a.json'));
    const run = workspace.gulp('stage3', '--force');
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 1);
    assert.match(output, /Cannot read the record .*a\.json: not a file/);
    assert.doesNotMatch(output, /^\s+at /m);
    await workspace.quiet();
    assert.deepEqual(workspace.leftFiles(), []);
  });

  it('tells gulp-notify and gulp-plumber whose error it is, and the clip’s path, and keeps why it failed', async () => {
    workspace.addFile('broken.mp4', 'no clip');
    workspace.gulpfile(`
import gulp from 'gulp';
import { describe, startDaemon, stopDaemon } from 'LIBRARY';
export const stage3 = (done) => {
  gulp.src('clips/broken.mp4', { read: false })
    .pipe(startDaemon())
    .pipe(describe().on('error', ({ plugin, fileName, message }) => {
      console.log('ERROR', JSON.stringify({ plugin, fileName, message }));
      done();
    }))
    .pipe(stopDaemon());
};`);
    const { output } = await workspace.gulp('stage3').ended;
    assert.deepEqual(JSON.parse(/ERROR (.*)/.exec(output)?.[1] ?? '{}'), {
      plugin: 'gulp-vlog-describe',
      fileName: workspace.path('clips', 'broken.mp4'),
      message: '1 of 1 clip could not be described; the lines above say why.',
    });
    const kept = readFileSync(workspace.path('logs/failed_clips.json'), 'utf8');
    assert.equal(JSON.parse(kept).clips['../clips/broken.mp4'].code, 'CLIP_UNREADABLE');
    await workspace.quiet();
  });
});
