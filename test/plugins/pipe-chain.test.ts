import { strict as assert } from 'node:assert';
import { mkdirSync } from 'node:fs';
import { isListening, Workspace } from '../support/workspace.ts';

const GULPFILE = `
import gulp from 'gulp';
import { pending, startDaemon, describe, stopDaemon, loadConfig } from 'LIBRARY';
const clips = () => gulp.src('clips/*.mp4', { read: false });
const record = (f) => f.base;
export const chain = () => { const c = loadConfig(); return clips()
  .pipe(pending(c)).pipe(startDaemon(c)).pipe(describe(c)).pipe(gulp.dest('out')).pipe(stopDaemon(c)); };
export const first_describe = () => { const c = loadConfig(); return clips().pipe(describe(c)).pipe(gulp.dest(record)); };
export const first_start = () => { const c = loadConfig(); return clips().pipe(startDaemon(c)).pipe(describe(c)); };
export const not_returned = (done) => { const c = loadConfig(); clips().pipe(startDaemon(c)).pipe(describe(c)).on('finish', done); };
export const no_stop = () => { const c = loadConfig(); return clips().pipe(startDaemon(c)).pipe(describe(c)).pipe(gulp.dest('out')); };
`;

/** A gulpfile of a user who writes `.pipe()` chains, which gulp 5 lets fail in silence. */
describe('the plugins in a .pipe() chain', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
    workspace.gulpfile(GULPFILE);
  });
  afterEach(() => workspace.finish());

  it('describe clips, write records and stop the daemon', async () => {
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('chain').ended;
    assert.equal(exitCode, 0, output);
    workspace.record('harbour_morning');
    assert.equal(await isListening(workspace.port), false);
  });

  it('end by themselves when the user has forgotten stopDaemon()', async () => {
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('no_stop').ended;
    assert.equal(exitCode, 0, output);
    await workspace.portFree();
  });

  for (const [which, clips] of [
    ['first', ['a bad', 'b', 'c']],
    ['last', ['a', 'b', 'c bad']],
    ['only', ['bad']],
  ] as const) {
    it(`fail with a message when describe() fails on the ${which} clip`, async () => {
      for (const clip of clips) {
        if (clip.includes('bad')) {
          workspace.addFile(`${clip}.mp4`, 'no video');
        } else {
          workspace.addClip(clip);
        }
      }
      const { exitCode, output } = await workspace.gulp('chain').ended;
      assert.equal(exitCode, 1, output);
      assert.match(output, /bad\.mp4: not a readable video/);
      assert.match(output, new RegExp(`1 of ${clips.length} clips? could not be described`));
      for (const clip of clips.filter((name) => !name.includes('bad'))) {
        workspace.record(clip);
      }
      await workspace.portFree();
    });

    it(`fail with a message when pending() fails on the ${which} clip`, async () => {
      for (const clip of clips) {
        workspace.addClip(clip);
      }
      const bad = clips.find((name) => name.includes('bad'));
      mkdirSync(workspace.path('clips', `${bad}.json`));
      const { exitCode, output } = await workspace.gulp('chain').ended;
      assert.equal(exitCode, 1, output);
      assert.match(output, /bad\.json/);
      assert.doesNotMatch(output, /Finished 'chain'/);
      await workspace.portFree();
    });
  }

  for (const task of ['first_describe', 'first_start', 'not_returned']) {
    it(`fail with a message when the plugin right after gulp.src() fails: ${task}`, async () => {
      workspace.addClip('harbour_morning');
      await workspace.withStranger(async () => {
        const { exitCode, output } = await workspace.gulp(task).ended;
        assert.equal(exitCode, 1, output);
        assert.match(output, /is taken by/);
      });
    });
  }

  it('fail with a message when describe() comes without a daemon', async () => {
    workspace.addClip('harbour_morning');
    const { exitCode, output } = await workspace.gulp('first_describe').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /No daemon answers at .* Put startDaemon\(\) before describe\(\)/);
  });
});
