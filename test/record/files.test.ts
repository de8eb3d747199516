import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import { toRecordFile, writeRecord } from '../../lib/record/write.ts';

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

  it('is a record of two-space JSON with a newline, of its own size', () => {
    const clip = clipFile('a.mp4');
    const file = toRecordFile(clip, { filename: 'a.mp4' } as VideoDescription);
    assert.equal(file.path, join(folder, 'a.json'));
    assert.equal(file.stat, null);
    assert.equal(String(file.contents), '{\n  "filename": "a.mp4"\n}\n');
    assert.equal(clip.path, join(folder, 'a.mp4'));
  });

  it('is written whole, over an older one, and nothing else is left', () => {
    const file = toRecordFile(clipFile('a.mp4'), { rating: 1 } as VideoDescription);
    writeFileSync(file.path, 'an older and longer record that is to go');
    writeRecord(file);
    assert.equal(readFileSync(file.path, 'utf8'), '{\n  "rating": 1\n}\n');
    assert.deepEqual(readdirSync(folder), ['a.json']);
  });

  it('cannot be written where a folder has its name: this clip fails, and nothing is left', () => {
    mkdirSync(join(folder, 'a.json', 'full'), { recursive: true });
    const file = toRecordFile(clipFile('a.mp4'), {} as VideoDescription);
    assert.throws(() => writeRecord(file), {
      code: 'RECORD_NOT_WRITTEN',
      scope: 'clip',
      message: /a\.json/,
    });
    assert.deepEqual(readdirSync(folder), ['a.json']);
  });

  it('cannot be written where the folder has gone: no other will be either', () => {
    const file = toRecordFile(clipFile('gone/a.mp4'), {} as VideoDescription);
    assert.throws(() => writeRecord(file), { code: 'RECORD_NOT_WRITTEN', scope: 'run' });
  });
});

describe('what is said of clips', () => {
  it('counts them', () => {
    assert.deepEqual([0, 1, 2].map(counted), ['0 clips', '1 clip', '2 clips']);
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
