import { strict as assert } from 'node:assert';
import { isListening, Workspace } from '../support/workspace.ts';

/** The four ways in which the plugins of one stream are given their options. */
const OPTIONS = {
  'one shared config': '() => shared',
  'no arguments': '() => undefined',
  'a fresh loadConfig() per plugin': '() => loadConfig()',
  'literal objects': '() => ({ preview_folder: "clips", daemon_port: PORT })',
};

/** Streams over `clips/<name>*`, side by side in one gulp. */
function gulpfile(options: string): string {
  return `
import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import gulp from 'gulp';
import { pending, startDaemon, describe, stopDaemon, loadConfig } from 'LIBRARY';
const shared = loadConfig();
const options = ${options};
const through = (transform) => new Transform({ objectMode: true, transform });
const none = () => new PassThrough({ objectMode: true });
const drop = () => through((file, _, done) => done());
const fail = () => through((file, _, done) => done(new Error('the stream fails at ' + file.basename)));
const stream = (name, { before = none, after = none, begin } = {}) => Object.assign(async () => {
  await begin;
  await pipeline(
    gulp.src('clips/' + name + '*.mp4', { read: false }),
    pending(options()), startDaemon(options()), before(), describe(options()), after(), stopDaemon(options()),
  );
  console.log('ended ' + name);
}, { displayName: name });
export const two = gulp.parallel(stream('big'), stream('small'));
// The first record of the first waits until the daemon has described one of the second.
let start, join;
const isUnderWay = new Promise((resolve) => { start = resolve; });
const isJoined = new Promise((resolve) => { join = resolve; });
const held = () => through(async (file, _, done) => { start(); await isJoined; done(null, file); });
const joining = () => through((file, _, done) => { join(); done(null, file); });
export const later = gulp.parallel(
  stream('big', { after: held }), stream('late', { after: joining, begin: isUnderWay }));
export const in_turn = gulp.series(stream('big'), stream('small'));
export const drop_records = async () => { await stream('small', { after: drop })(); await sleep(60_000); };
export const beside_dropped = gulp.parallel(stream('big'), stream('small', { after: drop }));
export const drop_clips = () => stream('late', { before: drop })();
export const one_fails = gulp.parallel(stream('big'), stream('small', { after: fail }));
export const all_bad = () => stream('bad')();
export const clones = () => pipeline(
  gulp.src('clips/small*.mp4', { read: false }), startDaemon(options()),
  through((file, _, done) => done(null, file.clone())), describe(options()),
  through((file, _, done) => done(null, file.clone())), stopDaemon(options()));
`;
}

describe('several streams in one gulp', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
    for (const [name, count] of Object.entries({ big: 6, small: 2, late: 1 })) {
      for (let clip = 0; clip < count; clip++) {
        workspace.addClip(`${name} ${clip}`);
      }
    }
  });
  afterEach(() => workspace.finish());

  const write = (options: string): void =>
    workspace.gulpfile(gulpfile(options.replace('PORT', String(workspace.port))));

  /** Runs a task that succeeds; one daemon is started and stopped, once each. */
  const run = async (task: string, { starts = 1 } = {}): Promise<string> => {
    const { exitCode, output } = await workspace.gulp(task).ended;
    assert.equal(exitCode, 0, output);
    assert.equal(output.match(/Daemon \(PID \d+\) started/g)?.length, starts, output);
    assert.equal(output.match(/Daemon \(PID \d+\) stopped/g)?.length, starts, output);
    assert.doesNotMatch(output, /died|stays up/);
    return output;
  };

  for (const [way, options] of Object.entries(OPTIONS)) {
    it(`describe all their clips with one daemon: ${way}`, async () => {
      write(options);
      await run('two');
      assert.equal(workspace.clips('.json').length, 8);
    });
  }

  it('may start one after the other while the first is under way', async () => {
    write(OPTIONS['no arguments']);
    await run('later');
    assert.equal(workspace.clips('.json').length, 7);
  });

  it('one after the other have a daemon each', async () => {
    write(OPTIONS['one shared config']);
    await run('in_turn', { starts: 2 });
    assert.equal(workspace.clips('.json').length, 8);
  });

  it('keep the daemon while no record of one of them gets to stopDaemon()', async () => {
    write(OPTIONS['no arguments']);
    await run('beside_dropped');
    assert.equal(workspace.clips('.json').length, 8);
  });

  it('stop the daemon although no record gets to stopDaemon()', async () => {
    write(OPTIONS['no arguments']);
    const gulp = workspace.gulp('drop_records');
    await gulp.printed(/ended small/);
    assert.equal(await isListening(workspace.port), false);
    gulp.process.kill();
    await gulp.ended;
  });

  it('end the daemon with the process when no clip gets to describe()', async () => {
    write(OPTIONS['no arguments']);
    const { exitCode, output } = await workspace.gulp('drop_clips').ended;
    assert.equal(exitCode, 0, output);
    await workspace.quiet();
  });

  it('leave no daemon when one of them fails, and keep its message', async () => {
    write(OPTIONS['one shared config']);
    const { exitCode, output } = await workspace.gulp('one_fails').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /the stream fails at small \d\.json/);
    assert.doesNotMatch(output, /ended in the middle/);
    await workspace.quiet();
  });

  it('leave no daemon when no clip can be described', async () => {
    write(OPTIONS['no arguments']);
    workspace.addFile('bad.mp4', 'no video');
    const { exitCode, output } = await workspace.gulp('all_bad').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /1 of 1 clip could not be described/);
    await workspace.quiet();
  });

  it('find the daemon also on clones of their files', async () => {
    write(OPTIONS['literal objects']);
    await run('clones');
    assert.equal(workspace.clips('.json').length, 2);
  });
});
