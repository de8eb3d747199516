import { strict as assert } from 'node:assert';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { VideoDescription } from '../../lib/record/schema.ts';
import { Workspace } from '../support/workspace.ts';

/** What a folder of clips may hold. */
describe('gulp stage3 over an odd folder', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());

  it('fails clips with impossible names by name, and describes the others', async () => {
    const long = 'x'.repeat(238);
    workspace.addClip(long);
    workspace.addFile('b\\c.mp4', 'no video');
    workspace.addFile('\u001b[31mred.mp4', 'no video');
    symlinkSync('nowhere', workspace.path('clips/dangling.mp4'));
    workspace.write('clips/dangling_cleaned.srt', '');
    workspace.addClip('LOUD');
    renameSync(workspace.path('clips/LOUD.mp4'), workspace.path('clips/LOUD.MP4'));
    writeFileSync(Buffer.from(`${workspace.path('clips')}/lat\xe9n.mp4`, 'latin1'), '');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /dangling\.mp4: no such file/);
    assert.match(output, /b\\c\.mp4: not a readable video/);
    assert.match(output, /\\u\{1b\}\[31mred\.mp4: not a readable video/);
    assert.match(output, /lat�n\.mp4: its name is not valid UTF-8/);
    assert.match(output, /4 of 6 clips could not be described/);
    assert.equal(output.includes('\u001b'), false, 'a control character');
    VideoDescription.parse(workspace.record(long));
    VideoDescription.parse(workspace.record('LOUD'));
    const left = readdirSync(workspace.path('clips')).filter((name) => name.startsWith('.'));
    assert.deepEqual(left, [], 'unfinished records');
  });

  it('takes a copied or touched clip for unchanged, and a changed one not', async () => {
    const clip = workspace.addClip('a');
    await workspace.gulp('stage3').ended;
    utimesSync(clip, new Date(), new Date(Date.now() + 5000));
    const touched = await workspace.gulp('stage3').ended;
    assert.match(touched.output, /1 clip up to date/);
    workspace.addExample('old_town_walk', 'a', { subtitles: false });
    const { output } = await workspace.gulp('stage3', '--dry-run').ended;
    assert.match(output, /Would describe a\.mp4 \(clip changed\)/);
    assert.match(output, /1 clip to describe: 1 clip changed/);
  });

  it('fails the second of two clips that would have one record, and names both', async () => {
    workspace.addClip('a');
    copyFileSync(workspace.path('clips/a.mp4'), workspace.path('clips/a.mov'));
    workspace.gulpfile(`
      import { pipeline } from 'node:stream/promises';
      import gulp from 'gulp';
      import { pending, startDaemon, describe, stopDaemon, loadConfig } from 'LIBRARY';
      export const both = async () => { const c = loadConfig(); await pipeline(
        gulp.src('clips/*.{mp4,mov}', { read: false }),
        pending(c), startDaemon(c), describe(c), stopDaemon(c)); };
    `);
    const { exitCode, output } = await workspace.gulp('both').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /a\.m\w+: its record would be .*a\.json, as that of .*a\.m/);
    assert.match(output, /1 of 2 clips could not be described/);
    workspace.record('a');
  });

  it('names a clip that vanishes during the run, and describes the others', async () => {
    workspace.addClip('a');
    workspace.addClip('b');
    workspace.gulpfile(`
      import { rmSync } from 'node:fs';
      import { Transform } from 'node:stream';
      import { pipeline } from 'node:stream/promises';
      import gulp from 'gulp';
      import { pending, startDaemon, describe, stopDaemon, loadConfig } from 'LIBRARY';
      const removingA = () => new Transform({ objectMode: true, transform(file, _, done) {
        if (file.stem === 'a') { rmSync(file.path); }
        done(null, file); } });
      export const vanishing = async () => { const c = loadConfig(); await pipeline(
        gulp.src('clips/*.mp4', { read: false }),
        pending(c), removingA(), startDaemon(c), describe(c), stopDaemon(c)); };
    `);
    const { exitCode, output } = await workspace.gulp('vanishing').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /a\.mp4: no such file/);
    assert.match(output, /1 of 2 clips could not be described/);
    VideoDescription.parse(workspace.record('b'));
    assert.deepEqual(workspace.clips('.json'), ['b.json']);
  });

  it('takes a record into which another program has written for up to date', async () => {
    workspace.addClip('a');
    await workspace.gulp('stage3').ended;
    const record = { ...(workspace.record('a') as object), stars: 5 };
    workspace.write('clips/a.json', JSON.stringify(record));
    const { output } = await workspace.gulp('stage3').ended;
    assert.match(output, /1 clip up to date/);
    assert.equal((workspace.record('a') as { stars?: number }).stars, 5);
  });

  it('says what preview_folder names when it is no folder', async () => {
    const { exitCode, output } = await workspace.gulp(
      'stage3',
      '--config',
      'preview_folder=config.yaml',
    ).ended;
    assert.equal(exitCode, 1);
    assert.match(output, /config\.yaml is a file, not a folder\. Set preview_folder/);
  });

  it('says nothing with --silent, and still describes', async () => {
    workspace.addClip('a');
    const { exitCode, output } = await workspace.gulp('stage3', '--silent').ended;
    assert.equal(exitCode, 0);
    assert.equal(output, '');
    assert(existsSync(workspace.path('clips/a.json')));
  });

  it('lets two runs at once describe each clip once', async () => {
    for (let clip = 0; clip < 12; clip++) {
      workspace.addExample('old_town_walk', `clip ${clip}`);
    }
    const runs = [workspace.gulp('stage3'), workspace.gulp('stage3')];
    const ended = await Promise.all(runs.map((run) => run.ended));
    const output = ended.map((run) => run.output).join('\n');
    assert.deepEqual(
      ended.map(({ exitCode }) => exitCode),
      [0, 0],
      output,
    );
    // A run that waits for the other says so, once, with the name of a clip.
    const described = [...output.matchAll(/(clip \d+)\.mp4: (?!another run)/g)].map(
      ([, name]) => name,
    );
    assert.equal(described.length, 12, output);
    assert.equal(new Set(described).size, 12);
  });
});
