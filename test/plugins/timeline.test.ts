import { strict as assert } from 'node:assert';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import Vinyl from 'vinyl';
import { type TimelineOptions, timeline } from '../../lib/plugins/timeline.ts';
import type { VideoDescription } from '../../lib/record/schema.ts';
import { makeClip } from '../support/clips.ts';
import { GulpLog } from '../support/gulp-log.ts';
import { inRepository } from '../support/repository.ts';
import { describedClip } from '../timeline/random-clips.ts';

const SMALL_CLIP = inRepository('test/fixtures/small.mp4');

describe('timeline()', () => {
  let folder = '';
  const log = new GulpLog();
  const { lines } = log;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-timeline-'));
    log.start();
  });
  afterEach(() => {
    log.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const path = (...parts: string[]): string => join(folder, ...parts);

  /** A record as our daemon writes it, that tells how its frames are counted. */
  function addRecord(
    stem: string,
    segments: readonly (readonly [number, number])[] = [[0, 2]],
    fields: Partial<VideoDescription> = {},
  ): string {
    const { record, facts } = describedClip(stem, segments, {}, fields);
    const { seconds: _, ...video } = facts;
    const measured = {
      ...{ camera: still(), shots: [], fades: [], jerky: [], frozen: [] },
      ...{ activity: 0, detail_spread: 0, frames: [], speech: [], unreadable: [] },
      light: { mean_luma: 0.5, black: [], clipped: [], dark: [] },
      video: { codec: 'h264', rotation_degrees: 0, ...video },
    };
    const file = path(`${stem}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      JSON.stringify({ ...record, measured, filename: `${stem.split('/').at(-1)}.mp4` }),
    );
    return file;
  }

  function still() {
    return {
      ...{ movement: 'still', confidence: 1, speed_percent_per_second: 0 },
      ...{ zoom_percent_per_second: 0, shake_percent_per_second: 0 },
    };
  }

  async function run(files: readonly string[], options: TimelineOptions = {}): Promise<Vinyl[]> {
    const written: Vinyl[] = [];
    const file = path('film.otio');
    await pipeline(
      Readable.from(files.map((each) => new Vinyl({ path: each, base: folder }))),
      timeline({ preview_folder: folder }, { file, ...options }),
      async (out: AsyncIterable<Vinyl>) => {
        for await (const each of out) {
          written.push(each);
        }
      },
    );
    return written;
  }

  type Otio = {
    tracks: {
      children: {
        children: {
          name: string;
          metadata: { 'gulp-vlog-describe': { filename: string; captions: { text: string }[] } };
          media_references: { DEFAULT_MEDIA: { target_url: string } };
        }[];
      }[];
    };
  };
  const clips = (otio = readFileSync(path('film.otio'), 'utf8')) =>
    (JSON.parse(otio) as Otio).tracks.children[0]?.children ?? [];
  const media = (): string[] =>
    clips().map(({ media_references }) => fileURLToPath(media_references.DEFAULT_MEDIA.target_url));

  it('takes records, and clips with records beside them, and writes one file', async () => {
    copyFileSync(SMALL_CLIP, path('b.mp4'));
    addRecord('b');
    const [file, ...more] = await run([addRecord('a'), path('b.mp4')], { order: 'name' });
    assert.deepEqual(media(), [path('a.mp4'), path('b.mp4')]);
    assert.equal(file?.path, path('film.otio'));
    assert.equal(String(file?.contents), readFileSync(path('film.otio'), 'utf8'));
    assert.deepEqual(more, []);
    assert.match(lines.join('\n'), /film\.otio: 2 segments of 2 clips, 4s/);
    assert.match(lines.join('\n'), /1 clip offline: the file is not there: a\.mp4/);
  });

  it('has a clip once that arrives as clip and as record', async () => {
    copyFileSync(SMALL_CLIP, path('b.mp4'));
    await run([path('b.mp4'), addRecord('b')]);
    assert.equal(clips().length, 1);
  });

  it('leaves out clips that are rated lower, and says how many', async () => {
    const files = [0.2, 0.5, 0.8].map((rating) => addRecord(`${rating}`, [[0, 2]], { rating }));
    await run(files, { min_rating: 0.5 });
    assert.deepEqual(media(), [path('0.5.mp4'), path('0.8.mp4')]);
    assert.match(lines.join('\n'), /1 clip left out, rated lower than 0\.5/);
  });

  it('takes originals by timeline.media, with their own length and timecode, else the previews', async () => {
    mkdirSync(path('originals/card 1'), { recursive: true });
    const original = path('originals/card 1/CLIP_A.MOV');
    await makeClip(original, { frameRate: { num: 30_000, den: 1001 } });
    writeFileSync(path('originals/card 1/Clip_A.txt'), '');
    await run([addRecord('Clip_a'), addRecord('Clip_b')], {
      media: `${folder}/originals/**/{stem}.*`,
      order: 'name',
      file: path('film.edl'),
    });
    const edl = readFileSync(path('film.edl'), 'utf8');
    assert.match(edl, /\* SOURCE FILE: .*originals\/card 1\/CLIP_A\.MOV/);
    assert.match(edl, /\* SOURCE FILE: .*\/Clip_b\.mp4/);
    // The original is 25 frames at 29.97, shorter than the record says.
    assert.match(edl, /001 .* 00:00:00;00 00:00:00;25 /);
    assert.match(lines.join('\n'), /1 clip by their previews: .* names no file of them: Clip_b\./);
  });

  it('takes no original that two clips could mean, nor one of two', async () => {
    for (const file of ['originals/a.mov', 'originals/b.mov', 'originals/b.mp4']) {
      mkdirSync(path('originals'), { recursive: true });
      copyFileSync(SMALL_CLIP, path(file));
    }
    const files = ['one/a', 'two/a', 'one/b'].map((stem) => addRecord(stem));
    await run(files, { media: `${folder}/originals/{stem}.*` });
    assert.deepEqual(
      media().sort(),
      [path('one/a.mp4'), path('one/b.mp4'), path('two/a.mp4')],
      'two clips of one name are two',
    );
    assert.match(lines.join('\n'), /3 clips .* does not tell their originals apart/);
  });

  it('asks the file of an older record, which does not tell how frames are counted', async () => {
    copyFileSync(SMALL_CLIP, path('old.mp4'));
    const { record } = describedClip('old', [[0, 99]], { seconds: 99 });
    writeFileSync(path('old.json'), JSON.stringify({ ...record, video_length_seconds: 0 }));
    await run([path('old.mp4')], { file: path('film.csv') });
    const [, row = ''] = readFileSync(path('film.csv'), 'utf8').split('\r\n');
    assert.match(row, /^old\.mp4,/);
    assert.match(lines.join('\n'), /segments that are reversed, overlap or lie outside.*old\.mp4/);
  });

  it('has what is said, by the subtitles beside the clip; broken ones are told of', async () => {
    copyFileSync(SMALL_CLIP, path('a.mp4'));
    copyFileSync(SMALL_CLIP, path('b.mp4'));
    writeFileSync(path('a_cleaned.srt'), '1\n00:00:00,500 --> 00:00:01,500\nA & B <3\n');
    writeFileSync(path('b_cleaned.srt'), 'no subtitles');
    await run([addRecord('a'), addRecord('b')], { order: 'name' });
    const [first, second] = clips().map(({ metadata }) => metadata['gulp-vlog-describe'].captions);
    assert.deepEqual(
      first?.map(({ text }) => text),
      ['A & B <3'],
    );
    assert.deepEqual(second, []);
    assert.match(lines.join('\n'), /b_cleaned\.srt: not readable/);
  });

  it('is as new as the records: what was there is replaced', async () => {
    writeFileSync(path('film.otio'), 'old');
    await run([addRecord('a')]);
    assert.equal(clips().length, 1);
  });

  describe('with bad input', () => {
    it('names each damaged record, takes the others, and fails with the count', async () => {
      writeFileSync(path('torn.json'), '{"filename": "torn.mp4", "vid');
      writeFileSync(path('list.json'), '[]');
      const long = addRecord('long', [[0, 1]], { rating: 7 });
      await assert.rejects(run([path('torn.json'), addRecord('good'), path('list.json'), long]), {
        code: 'TIMELINE_INCOMPLETE',
        message: /lacks 3 clips/,
      });
      assert.deepEqual(media(), [path('good.mp4')]);
      for (const name of ['torn', 'list', 'long']) {
        assert.equal(lines.filter((line) => line.startsWith(`${name}.json: `)).length, 1, name);
      }
      assert.match(lines.join('\n'), /long\.json: .*rating/);
    });

    it('writes nothing without a record, says which clips have none, and keeps what was there', async () => {
      copyFileSync(SMALL_CLIP, path('a.mp4'));
      writeFileSync(path('film.otio'), 'of yesterday');
      await assert.rejects(run([path('a.mp4')]), { code: 'TIMELINE_EMPTY' });
      await assert.rejects(run([]), { code: 'TIMELINE_EMPTY' });
      assert.equal(readFileSync(path('film.otio'), 'utf8'), 'of yesterday');
      assert.match(lines.join('\n'), /1 clip without a record.*: a\.mp4/);
    });

    it('leaves out a clip whose length nothing tells, by name', async () => {
      const file = addRecord('gone', [[0, 1]], { video_length_seconds: 0 });
      const endless = addRecord('endless', [[0, 1]], { video_length_seconds: 1e300 });
      await run([file, endless, addRecord('good')]);
      assert.deepEqual(media(), [path('good.mp4')]);
      assert.match(
        lines.join('\n'),
        /2 clips left out, since nothing tells how long.*gone\.mp4.*endless\.mp4/,
      );
    });

    it('goes by the record when the original is no video', async () => {
      mkdirSync(path('originals'));
      writeFileSync(path('originals/a.mov'), 'no video');
      await run([addRecord('a')], { media: `${folder}/originals/{stem}.*` });
      assert.deepEqual(media(), [path('originals/a.mov')]);
      assert.match(lines.join('\n'), /a\.json: .*not a readable video.*by its record/);
    });

    it('names a file that cannot be written, and leaves nothing half', async () => {
      const file = addRecord('a');
      mkdirSync(path('film.otio'));
      await assert.rejects(run([file]), {
        code: 'TIMELINE_NOT_WRITTEN',
        message: /film\.otio.*timeline\.file/,
      });
      writeFileSync(path('no-folder'), '');
      await assert.rejects(run([file], { file: path('no-folder/film.otio') }), {
        code: 'TIMELINE_NOT_WRITTEN',
      });
      assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'film.otio', 'no-folder']);
      if (process.platform === 'linux') {
        await assert.rejects(run([file], { file: '/proc/vlog/film.otio' }), {
          code: 'TIMELINE_NOT_WRITTEN',
        });
      }
      await run([file], { file: path('new/deep/film.otio') });
      assert.deepEqual(readdirSync(path('new/deep')), ['film.otio']);
    });

    it('takes the place of no clip, record or subtitles', async () => {
      const file = addRecord('a');
      for (const name of ['a.mp4', 'a.json', 'a_cleaned.srt']) {
        writeFileSync(path(name), name === 'a.json' ? readFileSync(file) : '');
        const before = readFileSync(path(name));
        await assert.rejects(run([file], { file: path(name), format: 'edl' }), {
          code: 'TIMELINE_NOT_WRITTEN',
          message: /a clip, its record or its subtitles/,
        });
        assert.deepEqual(readFileSync(path(name)), before, name);
      }
    });

    it('refuses an ending that is no format, and options that cannot be, before anything is read', () => {
      for (const [options, code] of [
        [{ file: 'film.xml' }, 'TIMELINE_FORMAT'],
        [{ min_rating: 2 }, 'CONFIG_VALUE'],
        [{ media: 'originals/*' }, 'CONFIG_VALUE'],
        [{ media: '{stem}/{stem}.mov' }, 'CONFIG_VALUE'],
      ] as const) {
        assert.throws(() => timeline({}, options), { code }, JSON.stringify(options));
      }
    });

    it('takes no path from a record that leads out of its folder', async () => {
      await run([addRecord('a', [[0, 1]], { filename: '../../etc/passwd' })]);
      assert.deepEqual(media(), [path('a.mp4')]);
      const evil = describedClip('x', [[0, 1]]).record;
      writeFileSync(
        path('evil.json'),
        JSON.stringify({ ...evil, filename: '../../../etc/passwd' }),
      );
      await run([path('evil.json')]);
      assert.deepEqual(media(), [path('passwd')]);
    });
  });
});
