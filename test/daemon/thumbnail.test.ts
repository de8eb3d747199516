import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VideoDescription } from '../../lib/record/schema.ts';
import { grayOf, grays, makeClip } from '../support/clips.ts';
import { decodeJpeg } from '../support/jpeg.ts';
import { type RunningDaemon, runDaemon } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

describe('the thumbnail beside a clip', () => {
  let daemon: RunningDaemon;
  before(async () => {
    daemon = await runDaemon();
  });
  after(() => daemon.stop());

  const at = (name: string) => daemon.workspace.path('clips', name);
  const make = (name: string, width: number, height: number, rotation = 0) =>
    makeClip(at(name), { width, height, rotation, pictures: grays(30, width, height) });
  /** As a program that speaks HTTP only. */
  const describe = async (filename: string) => {
    const { body } = await daemon.lease.client.describe({ filename }, AbortSignal.timeout(60_000));
    return VideoDescription.parse(body);
  };
  const picture = (file: string) =>
    decodeJpeg({
      timestampSeconds: 0,
      picture: { width: 0, height: 0, jpeg: readFileSync(file) },
    });

  it('is the very frame of thumbnail_timestamp, its longest side 640 px', async () => {
    await make('wide.mp4', 960, 540);
    const { thumbnail_file, thumbnail_timestamp } = await describe(at('wide.mp4'));
    assert.equal(thumbnail_file, 'wide_thumb.jpg');
    const { width, height, at: colour } = await picture(at('wide_thumb.jpg'));
    assert.deepEqual([width, height], [640, 360]);
    const frame = Math.round(Number(thumbnail_timestamp?.slice(-6)) * 25);
    assert.ok(Math.abs(colour(0.5, 0.5)[1] - grayOf(frame)) < 4, `${colour(0.5, 0.5)}`);
  });

  it('is upright, and never enlarged', async () => {
    await make('tall.mp4', 320, 180, 90);
    await describe(at('tall.mp4'));
    const { width, height } = await picture(at('tall_thumb.jpg'));
    assert.deepEqual([width, height], [180, 320]);
  });

  it('has the clip’s name, whatever that is', async () => {
    const stem = 'a $& {stem} %s é#?.one';
    await make(`${stem}.mp4`, 64, 48);
    assert.equal((await describe(at(`${stem}.mp4`))).thumbnail_file, `${stem}_thumb.jpg`);
    assert.equal((await picture(at(`${stem}_thumb.jpg`))).width, 64);
  });

  it('stands beside the link when the clip is one', async () => {
    mkdirSync(at('originals'));
    await make('originals/original.mp4', 64, 48);
    symlinkSync(at('originals/original.mp4'), at('link.mp4'));
    await describe(at('link.mp4'));
    assert.deepEqual(readdirSync(at('originals')), ['original.mp4']);
    assert.ok(existsSync(at('link_thumb.jpg')));
  });

  it('is not written outside the folders that the daemon may use', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'vlog-outside-'));
    await make('inside.mp4', 64, 48);
    symlinkSync(at('inside.mp4'), join(outside, 'clip.mp4'));
    symlinkSync(outside, at('way-out'));
    const { thumbnail_file } = await describe(at('way-out/clip.mp4'));
    assert.equal(thumbnail_file, undefined);
    assert.deepEqual(readdirSync(outside), ['clip.mp4']);
    rmSync(outside, { recursive: true });
  });

  it('costs no record when it cannot be written; the log says why', async () => {
    const long = 'n'.repeat(247);
    mkdirSync(at('taken_thumb.jpg'));
    for (const stem of ['taken', long]) {
      await make(`${stem}.mp4`, 64, 48);
      const { filename, thumbnail_file } = await describe(at(`${stem}.mp4`));
      assert.equal(filename, `${stem}.mp4`);
      assert.equal(thumbnail_file, undefined);
    }
    assert.match(
      daemon.workspace.log(),
      /taken\.mp4: its thumbnail taken_thumb\.jpg could not be written: EISDIR/,
    );
    assert.match(daemon.workspace.log(), /could not be written: ENAMETOOLONG/);
    assert.deepEqual(
      readdirSync(at('')).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });
});

describe('describe.thumbnail_file', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());
  const stage3 = (...args: string[]) => workspace.gulp('stage3', ...args).ended;

  it('is <stem>_thumb.jpg, no clip for the next run, and made again with the record', async () => {
    workspace = await Workspace.make();
    workspace.addClip('clip');
    workspace.addFile('broken.mp4', 'no clip');
    const thumbnail = workspace.path('clips', 'clip_thumb.jpg');
    writeFileSync(workspace.path('clips', 'broken_thumb.jpg'), 'of an older record');
    await stage3();
    const first = readFileSync(thumbnail);
    assert.deepEqual(workspace.clips('.json'), ['clip.json']);
    writeFileSync(thumbnail, 'something else');
    assert.match((await stage3()).output, /1 clip up to date/);
    assert.equal(readFileSync(thumbnail, 'utf8'), 'something else');
    await stage3('--force');
    assert.deepEqual(readFileSync(thumbnail), first);
    assert.deepEqual(workspace.clips('_thumb.jpg').sort(), ['broken_thumb.jpg', 'clip_thumb.jpg']);
    const left = readFileSync(workspace.path('clips', 'broken_thumb.jpg'), 'utf8');
    assert.equal(left, 'of an older record');
  });

  it('names it otherwise; false writes none', async () => {
    workspace = await Workspace.make({ describe: { thumbnail_file: 'preview of {stem}.jpeg' } });
    workspace.addClip('clip');
    await stage3();
    assert.deepEqual(workspace.clips('.jpeg'), ['preview of clip.jpeg']);
    rmSync(workspace.path('clips', 'preview of clip.jpeg'));
    await stage3('--force', '--config', 'describe.thumbnail_file=false');
    assert.deepEqual(workspace.clips('g').sort(), []);
    const record = VideoDescription.parse(workspace.record('clip'));
    assert.equal(record.thumbnail_file, undefined);
  });

  it('that cannot be written is told of by the run, which writes the record', async () => {
    workspace = await Workspace.make();
    workspace.addClip('clip');
    mkdirSync(workspace.path('clips', 'clip_thumb.jpg'));
    const { exitCode, output } = await stage3();
    assert.equal(exitCode, 0, output);
    assert.match(output, /clip\.mp4: its thumbnail was not written; .*daemon\.log says why\./);
    assert.deepEqual(workspace.clips('.json'), ['clip.json']);
  });
});
