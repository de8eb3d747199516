import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import {
  MediaPoolClosedError,
  MediaWorkerCrashedError,
  MediaWorkerSilentError,
} from '../../lib/media/errors.ts';
import { MediaPool, usefulWorkers } from '../../lib/media/pool.ts';
import { nodeEntry } from '../../lib/process/entry.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, makeClip, makeLongClip, noise } from '../support/clips.ts';
import { rssOf } from '../support/processes.ts';
import { waitFor } from '../support/workspace.ts';

const never = new AbortController().signal;
/** In ms: long enough for a warm worker to be in the middle of the long clip. */
const UNDER_WAY = 300;

describe('the media workers', () => {
  const at = clipFolder();
  let short = '';
  let long = '';
  let pool: MediaPool;

  before(async () => {
    short = await makeClip(at('short.mp4'));
    long = await makeLongClip(at('long.ts'));
  });
  beforeEach(() => {
    pool = new MediaPool(20_000);
  });
  afterEach(() => pool.close());

  const analyze = (file: string, signal = never) => pool.read(request(file), signal);
  /** The PID of the worker that is in the middle of the long clip. */
  const underWay = async (): Promise<number> => {
    await setTimeout(UNDER_WAY);
    return pool.pids.at(-1) ?? assert.fail('no worker');
  };

  it('start when there is work, and stay for the next clip', async () => {
    assert.deepEqual(pool.pids, []);
    await analyze(short);
    const first = pool.pids;
    await analyze(short);

    assert.equal(first.length, 1);
    assert.deepEqual(pool.pids, first);
  });

  it('cost no clip when one is killed in the middle of it: another reads the clip once more', async () => {
    await analyze(short);
    const killed = analyze(long);
    const pid = await underWay();
    process.kill(pid, 'SIGKILL');
    await killed;

    assert.ok(!pool.pids.includes(pid));
  });

  it('cost one clip only when one is killed in the middle of it, and the next as well', async () => {
    await Promise.all([analyze(short), analyze(short)]);
    const other = analyze(long);
    const killed = analyze(long);
    const waiting = analyze(short);
    await setTimeout(UNDER_WAY);
    // The last to become idle is the first to be taken.
    const [pid = 0] = pool.pids;
    const before = pool.pids;
    process.kill(pid, 'SIGKILL');
    await waitFor(() => pool.pids.some((each) => !before.includes(each)), 'the next worker');
    process.kill(pool.pids.find((each) => !before.includes(each)) ?? 0, 'SIGKILL');
    const results = await Promise.allSettled([other, killed, waiting]);
    const errors = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason] : [],
    );

    assert.equal(errors.length, 1);
    assert.ok(errors[0] instanceof MediaWorkerCrashedError, String(errors[0]));
    assert.match(errors[0].message, /long\.ts: .*SIGKILL/);
    assert.equal(results[2].status, 'fulfilled');
    assert.ok(!pool.pids.includes(pid));
  });

  it('are killed and replaced when one is silent', async () => {
    await pool.close();
    pool = new MediaPool(4000);
    await analyze(short);
    const stuck = analyze(long);
    const pid = await underWay();
    process.kill(pid, 'SIGSTOP');

    await assert.rejects(stuck, (error: unknown) => {
      assert.ok(error instanceof MediaWorkerSilentError, String(error));
      assert.match(error.message, /long\.ts: .*4 s/);
      return true;
    });
    await analyze(short);
    assert.ok(!pool.pids.includes(pid));
    assert.equal(rssOf(pid), 0);
  });

  it('are not taken for silent while they work on a long clip', async () => {
    await pool.close();
    pool = new MediaPool(1500);
    // On a busy machine the first worker may take longer than that to start.
    await analyze(short).catch(() => analyze(short));
    for (let seconds = 2, took = 0; took < 1500; seconds *= 2) {
      const longer = await makeLongClip(at('longer.ts'), seconds);
      const started = performance.now();
      await analyze(longer);
      took = performance.now() - started;
    }
  });

  it('stop soon when a clip is cancelled, and are good for the next', async () => {
    await analyze(short);
    const abort = new AbortController();
    const cancelled = analyze(long, abort.signal);
    const pid = await underWay();
    abort.abort(new Error('no longer wanted'));

    await assert.rejects(cancelled, /no longer wanted/);
    await analyze(short);
    // One that had not stopped soon would have been ended.
    assert.deepEqual(pool.pids, [pid]);
  });

  it('end with the pool, which gives up the clips being read', async () => {
    await analyze(short);
    const running = assert.rejects(analyze(long), MediaPoolClosedError);
    const pid = await underWay();
    await pool.close();

    await Promise.all([running, assert.rejects(analyze(short), MediaPoolClosedError)]);
    assert.equal(rssOf(pid), 0);
  });

  it('end soon after a parent that was killed, in the middle of a clip too', async () => {
    const { file, execArgv } = nodeEntry(import.meta.url, '../support/pool-parent');
    const longer = await makeLongClip(at('longer.ts'), 8);
    const parent = spawn(process.execPath, [...execArgv, file, longer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(line);
    assert.ok(pid > 0, `it said ${line}`);
    // Time for the worker to start and to be in the middle of the clip.
    await setTimeout(1000);
    assert.ok(rssOf(pid) > 0, 'the worker had ended before');
    parent.kill('SIGKILL');

    await waitFor(() => rssOf(pid) === 0, 'the worker to end', 2000);
  });

  it('stay under 250 MB with clips of 1920×1080 px', async () => {
    const file = await makeClip(at('full-hd.mp4'), {
      width: 1920,
      height: 1080,
      pictures: noise(20, 1920, 1080),
      // As cameras do: B frames and several reference frames.
      codecOptions: { preset: 'ultrafast', 'x264-params': 'ref=4:bframes=3:b-pyramid=normal' },
    });
    let most = 0;
    for (let i = 0; i < 5; i++) {
      await pool.read(request(file, { pictures: true, fps: 25 }), never);
      most = Math.max(most, ...pool.pids.map(rssOf));
    }

    assert.ok(most > 0 && most < 250, `${most.toFixed(0)} MB`);
  });

  it('are as many as the cores can use', () => {
    assert.ok(usefulWorkers() >= 1 && usefulWorkers() <= 8);
  });
});
