import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import Vinyl from 'vinyl';
import { ClipsFailedError } from '../../lib/plugins/errors.ts';
import { type ReportOptions, report } from '../../lib/plugins/report.ts';
import { stopDaemon } from '../../lib/plugins/stop-daemon.ts';
import { GulpLog } from '../support/gulp-log.ts';
import { inRepository } from '../support/repository.ts';
import { Workspace } from '../support/workspace.ts';
import { WrittenReport } from '../support/written-report.ts';

const SMALL_CLIP = inRepository('test/fixtures/small.mp4');

describe('report()', () => {
  let folder = '';
  const log = new GulpLog();
  const { lines } = log;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'vlog-report-')));
    log.start();
  });
  afterEach(() => {
    log.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const path = (...parts: string[]): string => join(folder, ...parts);
  const vinyl = (name: string, more: object = {}): Vinyl =>
    new Vinyl({ path: path(name), base: folder, ...more });
  const recordText = (stem: string, fields: object = {}): string =>
    JSON.stringify({ filename: `${stem}.mp4`, video_description_short: stem, ...fields });

  function addRecord(stem: string, fields: object = {}): Vinyl {
    writeFileSync(path(`${stem}.json`), recordText(stem, fields));
    return vinyl(`${stem}.json`);
  }

  async function run(
    files: readonly Vinyl[],
    failure?: Error,
    options: ReportOptions = { file: path('report/index.html') },
  ): Promise<Vinyl[]> {
    const out: Vinyl[] = [];
    await pipeline(
      Readable.from(files),
      // As describe() fails: when all its records have gone out.
      new Transform({
        objectMode: true,
        transform: (file, _encoding, callback) => callback(null, file),
        flush: (callback) => callback(failure ?? null),
      }),
      report({ preview_folder: folder, daemon_log_file: path('logs/daemon.log') }, options),
      async (passed: AsyncIterable<Vinyl>) => {
        for await (const each of passed) {
          out.push(each);
        }
      },
    );
    return out;
  }

  const written = (): WrittenReport => new WrittenReport(path('report/index.html'));

  it('takes records, in memory too, and clips, and passes everything on in order', async () => {
    copyFileSync(SMALL_CLIP, path('c.mp4'));
    const files = [
      addRecord('a'),
      vinyl('b.json', { contents: Buffer.from(recordText('b')) }),
      vinyl('c.mp4'),
      vinyl('notes.txt'),
      vinyl('settings.json', { contents: Buffer.from('{"a":1}') }),
    ];
    assert.deepEqual(await run(files), files);
    const shown = written().clips.map(({ name, short, state }) => [name, short, state]);
    assert.deepEqual(shown, [
      ['a.mp4', 'a', 'described'],
      ['b.mp4', 'b', 'described'],
      ['c.mp4', undefined, 'waiting'],
    ]);
    assert.match(lines.join('\n'), /1 file left out, not records: settings\.json/);
    assert.match(lines.at(-1) ?? '', /index\.html: 3 clips, 1 waiting; pictures made of 1 clip$/);
  });

  it('takes more files than a stream holds back, with nobody who reads behind it', async () => {
    const files = Array.from({ length: 100 }, (_, i) =>
      vinyl(`${i}.json`, { contents: Buffer.from(recordText(String(i))) }),
    );
    await pipeline(
      Readable.from(files),
      report({ preview_folder: folder }, { file: path('report/index.html') }),
    );
    assert.equal(written().clips.length, 100);
  });

  it('shows what arrived and what failed when clips could not be described, and fails as they did', async () => {
    const failure = new ClipsFailedError(
      new Map([[path('bad.mp4'), 'The model said nothing.']]),
      2,
    );
    await assert.rejects(run([addRecord('good')], failure), { code: 'CLIPS_FAILED' });
    const shown = written().clips.map(({ name, state, reason }) => [name, state, reason]);
    assert.deepEqual(shown, [
      ['bad.mp4', 'failed', 'The model said nothing.'],
      ['good.mp4', 'described', undefined],
    ]);
  });

  it('has all pictures when the pipeline ends with that failure', async () => {
    copyFileSync(SMALL_CLIP, path('c.mp4'));
    const config = { preview_folder: folder, daemon_log_file: path('logs/daemon.log') };
    const failure = new ClipsFailedError(new Map([[path('bad.mp4'), 'Nothing was said.']]), 2);
    const failing = new Transform({
      objectMode: true,
      transform: (file, _encoding, callback) => callback(null, file),
      flush: (callback) => void setImmediate(callback, failure),
    });
    await assert.rejects(
      pipeline(
        Readable.from([vinyl('c.mp4')]),
        failing,
        stopDaemon(config),
        report(config, { file: path('report/index.html') }),
      ),
      { code: 'CLIPS_FAILED' },
    );
    assert.match(lines.at(-1) ?? '', /2 clips, 1 failed, 1 waiting; pictures made of 1 clip$/);
    assert(written().clip('c.mp4').picture);
  });

  it('leaves the page of before when the run itself fails', async () => {
    await run([addRecord('a'), addRecord('b')]);
    await assert.rejects(run([addRecord('a')], new Error('no daemon')), /no daemon/);
    assert.equal(written().clips.length, 2);
  });

  it('shows a record under its own clip, whatever it calls it', async () => {
    mkdirSync(path('sub'));
    const odd = ['../../etc/passwd', '..', '', 'a/b.mp4', '/', 'x\0y'];
    const files = odd.map((filename, i) =>
      vinyl(`sub/${i}.json`, { contents: Buffer.from(recordText('x', { filename })) }),
    );
    await run(files);
    const names = written().clips.map(({ name }) => name);
    assert.ok(
      names.every((name) => /^sub\/[^/]+$/.test(name)),
      String(names),
    );
  });

  it('refuses a file that is no page', () => {
    assert.throws(() => report({}, { file: 'clips/record.json' }), {
      code: 'CONFIG_VALUE',
      message: /report\.file .* must be the path of a file that ends in \.html/,
    });
  });

  it('fails where something else stands, and leaves that alone', async () => {
    writeFileSync(path('index.html'), 'mine');
    await assert.rejects(run([addRecord('a')], undefined, { file: path('index.html') }), {
      code: 'REPORT_NOT_WRITTEN',
    });
    assert.equal(readFileSync(path('index.html'), 'utf8'), 'mine');
    assert.ok(!existsSync(path('data')));
    if (process.platform === 'linux') {
      await assert.rejects(run([addRecord('b')], undefined, { file: '/proc/vlog/index.html' }), {
        code: 'REPORT_NOT_WRITTEN',
      });
    }
  });
});

describe('gulp report', () => {
  it('writes a page of every clip in the folder, and tells where it is', async () => {
    const workspace = await Workspace.make();
    try {
      workspace.addClip('a');
      workspace.addClip('later', { subtitles: false });
      workspace.write('clips/a.json', '{"filename":"a.mp4","rating":0.5}');
      const { output, exitCode } = await workspace.gulp('report').ended;
      assert.match(output, /report\/index\.html: 2 clips, 1 waiting; pictures made of 2 clips/);
      assert.equal(exitCode, 0);
      const [a, later] = new WrittenReport(workspace.path('report/index.html')).clips;
      assert.deepEqual([a?.state, a?.url], ['described', '../clips/a.mp4']);
      assert.match(later?.reason ?? '', /^Waits for its subtitles, later_cleaned\.srt/);
    } finally {
      await workspace.finish();
    }
  });
});
