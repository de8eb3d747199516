import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Vinyl from 'vinyl';
import { resolveConfig } from '../../lib/config/load.ts';
import {
  type ClipFile,
  counted,
  listed,
  RecordOwners,
  recordFileOf,
  subtitleFileOf,
  subtitlesOf,
} from '../../lib/record/files.ts';
import type { VideoDescription } from '../../lib/record/schema.ts';
import { timestampOf } from '../../lib/record/timestamp.ts';
import { writeRecord } from '../../lib/record/write.ts';

describe('what stands beside a clip', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const clipFile = (name: string): ClipFile =>
    new Vinyl({ path: join(folder, name), base: folder }) as ClipFile;

  it('is named after it, whatever dots are in its name or folder', () => {
    assert.equal(recordFileOf('/a.b/clip.one.mp4'), '/a.b/clip.one.json');
    assert.equal(subtitleFileOf('/a.b/clip.mp4', resolveConfig({})), '/a.b/clip_cleaned.srt');
    const config = resolveConfig({ subtitle_suffix: '.en.srt' });
    assert.equal(subtitleFileOf('/a.b/clip.mp4', config), '/a.b/clip.en.srt');
  });

  it('are its subtitles when they have the suffix; <stem>.srt only where none are required', () => {
    const clip = join(folder, 'clip.mp4');
    const strict = resolveConfig({});
    const lax = resolveConfig({ describe: { require_subtitles: false } });
    assert.equal(subtitlesOf(clip, lax), undefined);
    writeFileSync(join(folder, 'clip.srt'), '');
    assert.equal(subtitlesOf(clip, strict), undefined);
    assert.equal(subtitlesOf(clip, lax), join(folder, 'clip.srt'));
    writeFileSync(join(folder, 'clip_cleaned.srt'), '');
    assert.equal(subtitlesOf(clip, strict), join(folder, 'clip_cleaned.srt'));
    assert.equal(subtitlesOf(clip, lax), join(folder, 'clip_cleaned.srt'));
  });

  it('is one clip’s: a second one of the same stem fails, naming both, and the first does not', () => {
    const owners = new RecordOwners();
    const [mp4, again, mov, other] = ['a.mp4', 'a.mp4', 'a.mov', 'b.mov'].map(clipFile);
    for (const clip of [mp4, again, mov, other] as ClipFile[]) {
      owners.check(clip);
    }
    assert.equal(mp4?.clipFailure, undefined);
    assert.equal(again?.clipFailure, undefined);
    assert.equal(other?.clipFailure, undefined);
    assert.match(mov?.clipFailure?.message ?? '', /a\.mov: .*a\.json, as that of .*a\.mp4/);
  });

  const warnings: string[] = [];
  const write = (name: string, record: Record<string, unknown>) =>
    writeRecord(clipFile(name), record as VideoDescription, (line) => warnings.push(line));

  it('is a record of two-space JSON with a newline, with its fields and its stat on the vinyl', () => {
    const file = write('a.mp4', { filename: 'a.mp4' });
    assert.equal(file.path, join(folder, 'a.json'));
    assert.equal(file.stat?.size, String(file.contents).length);
    assert.deepEqual(file.data, { filename: 'a.mp4' });
    assert.equal(String(file.contents), '{\n  "filename": "a.mp4"\n}\n');
    assert.equal(readFileSync(file.path, 'utf8'), String(file.contents));
    assert.deepEqual(readdirSync(folder), ['a.json']);
  });

  it('keeps fields of others in their places, and no field of ours that is not known any more', () => {
    const before =
      '{"keep": true, "rating": 1, "__proto__": {"a": 1}, "primary_shot_type": "pov", "z": []}';
    writeFileSync(join(folder, 'a.json'), before);
    const { contents } = write('a.mp4', { filename: 'a.mp4', rating: 0.5 });
    assert.equal(
      JSON.stringify(JSON.parse(String(contents))),
      '{"keep":true,"rating":0.5,"__proto__":{"a":1},"z":[],"filename":"a.mp4"}',
    );
  });

  it('replaces no file that is not a JSON object before a copy of it is made, nor an older copy', () => {
    for (const text of ['{"keep": NaN}', '[1]', '']) {
      writeFileSync(join(folder, 'a.json'), text);
      write('a.mp4', { rating: 1 });
    }
    assert.deepEqual(readdirSync(folder).sort(), ['a.json', 'a.json.bak', 'a.json.bak2']);
    assert.equal(readFileSync(join(folder, 'a.json.bak'), 'utf8'), '{"keep": NaN}');
    assert.equal(readFileSync(join(folder, 'a.json.bak2'), 'utf8'), '[1]');
    assert.match(
      warnings.join('\n'),
      /a\.json: not a JSON object; it was kept as .*a\.json\.bak\./,
    );
  });

  it('is not written over a folder of its name, or a file too large to be a record', () => {
    mkdirSync(join(folder, 'a.json', 'full'), { recursive: true });
    writeFileSync(join(folder, 'b.json'), '');
    truncateSync(join(folder, 'b.json'), 11 * 1024 * 1024);
    for (const [name, reason] of [
      ['a', /a\.json: not a file/],
      ['b', /b\.json: larger than 10240 KB/],
    ] as const) {
      assert.throws(() => write(`${name}.mp4`, {}), {
        code: 'RECORD_UNREADABLE',
        scope: 'clip',
        message: reason,
      });
    }
    assert.deepEqual(readdirSync(folder), ['a.json', 'b.json']);
  });

  it('cannot be written where the folder has gone: no other will be either', () => {
    assert.throws(() => write('gone/a.mp4', {}), { code: 'RECORD_NOT_WRITTEN', scope: 'run' });
  });
});

describe('what is said of clips', () => {
  it('counts them', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count)),
      ['0 clips', '1 clip', '2 clips'],
    );
  });

  it('names five and counts the rest', () => {
    assert.equal(listed(['a']), 'a');
    assert.equal(listed(['a', 'b', 'c', 'd', 'e']), 'a, b, c, d, e');
    assert.equal(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g']), 'a, b, c, d, e and 2 more');
  });

  for (const [seconds, text] of [
    [0, '00:00:00.000'],
    [4.16, '00:00:04.160'],
    [59.9999, '00:00:59.999'],
    [61.5, '00:01:01.500'],
    [3599.04, '00:59:59.040'],
    [3661.007, '01:01:01.007'],
    [360_000, '100:00:00.000'],
  ] as const) {
    it(`writes ${seconds} s as ${text}: cut, not rounded`, () => {
      assert.equal(timestampOf(seconds), text);
    });
  }
});
