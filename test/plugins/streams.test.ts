import { strict as assert } from 'node:assert';
import { Workspace } from '../support/workspace.ts';

const GULPFILE = `
import { setTimeout as sleep } from 'node:timers/promises';
import { pipeline } from 'node:stream/promises';
import gulp from 'gulp';
import { pending, startDaemon, describe, stopDaemon, loadConfig } from 'LIBRARY';
const run = async (glob) => { const c = loadConfig(); await pipeline(
  gulp.src(glob, { read: false }), pending(c), startDaemon(c), describe(c), stopDaemon(c)); };
export const slow_reader = async () => { const c = loadConfig(); let seen = 0;
  await pipeline(gulp.src('clips/*.mp4', { read: false }), pending(c),
    async function* (files) { await sleep(300); for await (const f of files) { seen++; yield f; } },
    async function (files) { for await (const f of files) { f; } });
  console.log('seen ' + seen); };
export const big_and_none = gulp.parallel(
  function big() { return run('clips/*.mp4'); },
  async function none() { await sleep(1200); await run('clips/nothing*.mp4'); });
`;

describe('the plugins in streams of the user’s own', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
    workspace.gulpfile(GULPFILE);
  });
  afterEach(() => workspace.finish());

  it('lose no clip to a reader that is late', async () => {
    for (let clip = 0; clip < 3; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
    const { exitCode, output } = await workspace.gulp('slow_reader').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /seen 3/);
  });

  it('do not stop the daemon of another stream in the same gulp', async () => {
    for (let clip = 0; clip < 30; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
    const { exitCode, output } = await workspace.gulp('big_and_none').ended;
    assert.equal(exitCode, 0, output);
    assert.doesNotMatch(output, /has died/);
    assert.equal(output.match(/Daemon \(PID \d+\) stopped/g)?.length, 1, output);
  });
});
