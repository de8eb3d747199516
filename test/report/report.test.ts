import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resolveConfig } from '../../lib/config/load.ts';
import { failedClipsFile } from '../../lib/record/failed-clips.ts';
import { findReportClips } from '../../lib/report/find-clips.ts';
import { GENERATOR } from '../../lib/report/html.ts';
import { Report } from '../../lib/report/report.ts';
import { ReportFiles } from '../../lib/report/report-files.ts';
import { reportStamp } from '../../lib/report/report-stamp.ts';
import { inRepository } from '../support/repository.ts';
import { WrittenReport } from '../support/written-report.ts';

const SMALL_CLIP = inRepository('test/fixtures/small.mp4');

/** A record of another program, or of the first version: what every one of them has. */
const SEED_RECORD = {
  video_description_long: 'Boats in a harbour.',
  video_description_short: 'boats_in_a_harbour',
  primary_shot_type: 'establishing',
  tags: ['static', 'wide'],
  classification_model: 'Qwen2.5-VL',
  video_length_seconds: 1,
  video_timestamp: '2024-05-06T07:08:09',
  in_timestamp: '00:00:00.200',
  out_timestamp: '00:00:00.800',
  rating: 0.7,
  segments: [{ in_timestamp: '00:00:00.200', out_timestamp: '00:00:00.800' }],
  camera_movement: 'still',
  thumbnail_frame: 0,
};

describe('a report on the disk', () => {
  let folder = '';
  let warnings: string[] = [];
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'vlog-report-')));
    mkdirSync(path('clips'));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const path = (...parts: string[]): string => join(folder, ...parts);
  const config = () =>
    resolveConfig({
      preview_folder: path('clips'),
      daemon_log_file: path('logs/daemon.log'),
      describe: { require_subtitles: false },
    });

  function addClip(name: string): string {
    copyFileSync(SMALL_CLIP, path('clips', name));
    return path('clips', name);
  }

  function addRecord(stem: string, fields: object = {}): string {
    const file = path('clips', `${stem}.json`);
    writeFileSync(file, JSON.stringify({ filename: `${stem}.mp4`, ...SEED_RECORD, ...fields }));
    return file;
  }

  /** Everything in `clips`. */
  async function write(
    file = 'report/index.html',
    { pictures = true } = {},
  ): Promise<{ report: WrittenReport; made: string }> {
    const report = new Report(config(), path(file), (line) => warnings.push(line));
    try {
      for (const clip of findReportClips(config())) {
        report.add(clip);
      }
      report.write();
      if (pictures) {
        await report.addPictures(new AbortController().signal);
      }
      return { report: new WrittenReport(path(file)), made: report.summary() };
    } finally {
      await report.close();
    }
  }

  /** Without making pictures, which takes a process. */
  const plain = () => write(undefined, { pictures: false });

  it('shows described, waiting and failed clips, and records whose clip is gone', async () => {
    addClip('described.mp4');
    addRecord('described');
    addClip('waiting.mp4');
    writeFileSync(path('clips/broken.mp4'), 'no clip');
    addRecord('gone');
    writeFileSync(path('clips/settings.json'), '{"not":"a record"}');
    const { report, made } = await write();
    const states = report.clips.map(({ name, state }) => [name, state]);
    assert.deepEqual(states, [
      ['broken.mp4', 'waiting'],
      ['described.mp4', 'described'],
      ['gone.mp4', 'described'],
      ['waiting.mp4', 'waiting'],
    ]);
    assert.match(report.clip('waiting.mp4').reason ?? '', /Not described yet: npx gulp stage3/);
    assert.equal(report.clip('gone.mp4').url, undefined);
    assert.match(made, /4 clips, 2 waiting; pictures made of 2 clips/);
    assert.match(
      warnings.join('\n'),
      /^broken\.mp4: shown without pictures\. Not a readable video/,
    );
  });

  it('tells of a record of any program what there is to tell', async () => {
    addClip('seed.mp4');
    addRecord('seed', { keep: true });
    writeFileSync(path('clips/seed.srt'), '1\n00:00:00,100 --> 00:00:00,900\nLook, a heron!\n');
    const { report } = await write();
    const { id: _, path: __, url, picture, details, ...clip } = report.clip('seed.mp4');
    assert.deepEqual(clip, {
      name: 'seed.mp4',
      state: 'described',
      short: 'boats_in_a_harbour',
      seconds: 1,
      rating: 0.7,
      movement: 'still',
      shotType: 'establishing',
      tags: ['static', 'wide'],
      recorded: '2024-05-06T07:08:09',
      inSeconds: 0.2,
    });
    assert.ok(url && picture && details);
    const { long, segments, transcript, facts } = report.details(report.clip('seed.mp4')) ?? {};
    assert.equal(long, 'Boats in a harbour.');
    assert.deepEqual(segments, [{ start: 0.2, end: 0.8 }]);
    assert.deepEqual(transcript, [{ start: 0.1, end: 0.9, text: 'Look, a heron!' }]);
    assert.match(JSON.stringify(facts), /"Other fields".*"keep","yes"/);
    assert.match(Object.values(report.words).join(), /Boats in a harbour\.\nLook, a heron!/);
  });

  it('shows a clip whatever is wrong with its record, with what is right in it', async () => {
    const odd: Record<string, unknown> = {
      video_description_long: 7,
      video_description_short: ['a'],
      primary_shot_type: null,
      // Of characters that cannot be seen, nothing would be shown.
      tags: [1, 'wide', { a: 1 }, '__proto__', '\u0000\u200b\u202e '],
      video_length_seconds: -3,
      video_timestamp: 'yesterday',
      rating: 1e300,
      segments: [null, 3, { in_timestamp: '00:00:01.000', out_timestamp: '00:00:00.500' }, []],
      camera_movement: {},
      thumbnail_timestamp: '99:99:99',
      thumbnail_frame: -1,
      measured: { shots: 'many', light: [], sound: 3, camera: { movement: { a: 1 } } },
      provenance: [],
    };
    addClip('odd.mp4');
    addRecord('odd', odd);
    for (const field of Object.keys(odd)) {
      addClip(`${field}.mp4`);
      addRecord(field, { [field]: odd[field] });
    }
    for (const [stem, text] of Object.entries({
      half: '{"filename": "ha',
      list: '[]',
      nul: 'null',
    })) {
      addClip(`${stem}.mp4`);
      writeFileSync(path('clips', `${stem}.json`), text);
    }
    const { report } = await plain();
    assert.equal(report.clips.length, Object.keys(odd).length + 4);
    const { short, rating, tags, seconds } = report.clip('/odd.mp4'.slice(1));
    assert.deepEqual(
      { short, rating, tags, seconds },
      {
        ...{ short: undefined, rating: undefined, seconds: undefined },
        tags: ['wide', '__proto__'],
      },
    );
    assert.equal(report.clip('rating.mp4').short, 'boats_in_a_harbour');
    assert.equal(report.clip('half.mp4').state, 'waiting');
  });

  it('holds hostile texts as data only, and bounds them', async () => {
    const hostile = `</script><script>alert(1)</script>'"\\\u2028\u2029\u202e${'x'.repeat(50_000)}`;
    addClip('a.mp4');
    const record = addRecord('a', {
      video_description_long: hostile,
      video_description_short: hostile,
    });
    writeFileSync(
      record,
      readFileSync(record, 'utf8').replace('{', '{"__proto__":{"polluted":1},"constructor":"x",'),
    );
    const { report } = await plain();
    const clip = report.clip('a.mp4');
    assert.ok(clip.short?.startsWith(hostile.slice(0, 100)) && clip.short.length < 400);
    const details = report.details(clip);
    assert.ok(
      details?.long?.startsWith(hostile.slice(0, 1000)) && (details.long ?? '').length < 21_000,
    );
    assert.match(JSON.stringify(details?.facts), /constructor/);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    assert.doesNotMatch(report.html, /alert/);
  });

  it('plays clips of any name, by a URL relative to the page', async () => {
    const names = [
      'a #1.mp4',
      '100 %41?.mp4',
      'é 🎬 "x" \'y\' <b>.mp4',
      'line\nbreak.mp4',
      'back\\slash.mp4',
      'a:b;c&d=e+f,g.mp4',
    ];
    names.forEach(addClip);
    const { report } = await plain();
    const page = pathToFileURL(path('report/index.html'));
    assert.deepEqual(
      new Set(report.clips.map(({ url = '' }) => fileURLToPath(new URL(url, page)))),
      new Set(names.map((name) => path('clips', name))),
    );
    assert.ok(report.clips.every(({ url }) => url?.startsWith('../clips/')));
  });

  it('is written for no clips at all', async () => {
    const { report, made } = await plain();
    assert.deepEqual(report.clips, []);
    assert.match(made, /0 clips; no pictures made/);
  });

  it('makes a picture again only when its clip or the time of its thumbnail has changed', async () => {
    addClip('a.mp4');
    addRecord('a');
    addClip('b.mp4');
    const first = await write();
    assert.match(first.made, /pictures made of 2 clips/);
    const again = await write();
    assert.match(again.made, /no pictures made/);
    assert.deepEqual(again.report.clips, first.report.clips);
    utimesSync(path('clips/b.mp4'), 1e9, 1e9);
    assert.match((await write()).made, /pictures made of 1 clip$/);
    addRecord('a', { rating: 0.1 });
    assert.match((await write()).made, /no pictures made/);
    addRecord('a', { thumbnail_timestamp: '00:00:00.400' });
    const { report, made } = await write();
    assert.match(made, /pictures made of 1 clip$/);
    assert.ok(existsSync(path('report', report.clip('a.mp4').picture?.thumbnail ?? '-')));
  });

  it('is not made again of the same files, and is of any that was written, came or went', async () => {
    const clip = addClip('a.mp4');
    const record = addRecord('a');
    const inSeconds = (seconds: number) => Date.now() + seconds * 1000;
    const clips = [{ path: clip, name: 'a.mp4' }];
    const stamp = () => reportStamp(clips, config(), inSeconds(10)) ?? '';
    const isMade = (): boolean =>
      new Report(config(), path('report/index.html'), () => {}).isMadeOf(stamp());
    const writeStamped = (): void => {
      const report = new Report(config(), path('report/index.html'), () => {});
      report.add({ path: clip, name: 'a.mp4' });
      report.write(stamp());
    };
    assert.equal(reportStamp(clips, config(), inSeconds(1)), undefined, 'written just now');
    await write();
    assert.equal(isMade(), false, 'of files that were not looked at');
    writeStamped();
    assert.equal(isMade(), true);
    for (const change of [
      () => writeFileSync(record, readFileSync(record, 'utf8').replace('0.7', '0.8')),
      () => writeFileSync(path('clips/a.srt'), ''),
      () => rmSync(path('clips/a.srt')),
      () => copyFileSync(SMALL_CLIP, clip),
      () => rmSync(path('report/data'), { recursive: true }),
      () => rmSync(path('report/pictures'), { recursive: true }),
    ]) {
      writeStamped();
      change();
      assert.equal(isMade(), false, String(change));
    }
    writeStamped();
    assert.equal(isMade(), false, 'its pictures are missing');
  });

  it('does not try again what could not be read, until it changes', async () => {
    writeFileSync(path('clips/broken.mp4'), 'no clip');
    await write();
    await write();
    assert.equal(warnings.length, 1);
    addClip('broken.mp4');
    const { report } = await write();
    assert.ok(report.clip('broken.mp4').picture);
  });

  it('keeps the name and the pictures of a clip that is gone', async () => {
    addClip('GX01.MP4');
    addRecord('GX01', { filename: 'GX01.MP4' });
    const { report } = await write();
    rmSync(path('clips/GX01.MP4'));
    const later = (await write()).report.clip('GX01.MP4');
    assert.deepEqual(later.picture, report.clip('GX01.MP4').picture);
    assert.equal(later.url, undefined);
  });

  it('keeps the files of the report before for open pages, and removes older ones of its own', async () => {
    addClip('a.mp4');
    const dataFiles = ({ report }: { report: WrittenReport }): string[] =>
      report.files().filter((name) => name.startsWith('data/clips'));
    const current = ({ report }: { report: WrittenReport }): string =>
      dataFiles({ report }).find((name) => report.html.includes(name)) ?? '';
    addRecord('a', { rating: 0.1 });
    // With its pictures: the page is written twice.
    const first = current(await write());
    writeFileSync(path('report/data/clips.my-own.js'), 'mine');
    writeFileSync(path('report/pictures/holiday.jpg'), 'mine');
    const thumbnail_timestamp = '00:00:00.400';
    addRecord('a', { rating: 0.2, thumbnail_timestamp });
    const second = await write();
    assert.ok(dataFiles(second).includes(first), 'the first goes on');
    addRecord('a', { rating: 0.3, thumbnail_timestamp });
    const third = await plain();
    assert.ok(dataFiles(third).includes(current(second)), 'the second goes on');
    assert.ok(!dataFiles(third).includes(first), 'the first is removed');
    addRecord('a', { rating: 0.4, thumbnail_timestamp });
    const { report } = await plain();
    assert.equal(dataFiles({ report }).length, 3);
    const thumbnails = report.files().filter((name) => /\w{10}\.jpg$/.test(name));
    assert.deepEqual(thumbnails, [report.clips[0]?.picture?.thumbnail]);
    assert.ok(existsSync(path('report/data/clips.my-own.js')));
    assert.ok(existsSync(path('report/pictures/holiday.jpg')));
  });

  it('replaces no file that is not a report', async () => {
    mkdirSync(path('site'));
    writeFileSync(path('site/index.html'), '<h1>My site</h1>');
    await assert.rejects(write('site/index.html'), {
      code: 'REPORT_NOT_WRITTEN',
      message: /site\/index\.html: there is something else, which is not a report/,
    });
    assert.equal(readFileSync(path('site/index.html'), 'utf8'), '<h1>My site</h1>');
    mkdirSync(path('folder.html'));
    await assert.rejects(write('folder.html'), { code: 'REPORT_NOT_WRITTEN' });
  });

  it('says where it cannot be written', async () => {
    addClip('a.mp4');
    writeFileSync(path('file'), '');
    await assert.rejects(write('file/index.html'), {
      code: 'REPORT_NOT_WRITTEN',
      message: /Cannot write the report .*file\/index\.html: .*Check report\.file\.$/,
    });
  });

  it('may stand among the clips: nothing of it is taken for a clip or a record', async () => {
    addClip('a.mp4');
    addRecord('a');
    const within = () => resolveConfig({ ...config(), preview_folder: path('clips/**') });
    const names = () => [...findReportClips(within())].map(({ name }) => name);
    await write('clips/report/index.html');
    assert.deepEqual(names(), ['a.mp4']);
  });

  it('shares a folder with another report', async () => {
    addClip('a.mp4');
    await write('report/index.html');
    addRecord('a');
    for (let rating = 0; rating < 4; rating++) {
      addRecord('a', { rating: rating / 4 });
      await write('report/other.html');
    }
    const { clips, words } = new WrittenReport(path('report/index.html'));
    assert.equal(clips.length, 1);
    assert.deepEqual(words, {});
    assert.ok(existsSync(path('report', clips[0]?.picture?.strip?.url ?? '-')));
  });

  it('notices that another report has removed a file that it had found', () => {
    const files = new ReportFiles(path('report/index.html'));
    const name = files.write('data/words.*.js', 'words');
    rmSync(path('report', name));
    assert.equal(files.finish(`${GENERATOR}">`, undefined), false);
    files.write('data/words.*.js', 'words');
    assert.equal(files.finish(`${GENERATOR}">`, undefined), true);
  });

  it('tells why a clip failed for as long as it is the same', async () => {
    addClip('a.mp4');
    const { size, mtimeMs } = statSync(path('clips/a.mp4'));
    mkdirSync(path('logs'));
    const failed = { code: 'X', message: `${path('clips/a.mp4')}: the model said nothing.` };
    const clips = { '../clips/a.mp4': { ...failed, size_bytes: size, modified_ms: mtimeMs } };
    writeFileSync(failedClipsFile(config()), JSON.stringify({ clips }));
    const { state, reason } = (await plain()).report.clip('a.mp4');
    assert.deepEqual({ state, reason }, { state: 'failed', reason: 'The model said nothing.' });
    utimesSync(path('clips/a.mp4'), 1e9, 1e9);
    assert.equal((await plain()).report.clip('a.mp4').state, 'waiting');
  });

  it('asks for scripts, styles, pictures and clips of its own place, and for nothing else', async () => {
    const { html } = (await plain()).report;
    assert.match(html, /default-src &#39;none&#39;|default-src 'none'/);
    assert.match(html, /connect-src 'none'/);
    assert.doesNotMatch(html, /unsafe|https?:/);
    assert.match(html, /script-src 'self' file:;/);
    assert.doesNotMatch(html, /<script(?![^>]* src=)/);
  });

  it('is shown of a clip that cannot be looked at', async () => {
    symlinkSync('loop.mp4', path('clips/loop.mp4'));
    addClip('a.mp4');
    const { report } = await plain();
    const { url, state, reason } = report.clip('loop.mp4');
    assert.deepEqual([url, state, reason], [undefined, 'failed', 'There is no such file.']);
    assert.ok(report.clip('a.mp4').url);
  });
});
