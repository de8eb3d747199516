import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../lib/config/load.ts';
import { ClipTimeoutError } from '../../lib/record/errors.ts';
import { FailedClips, FailedClipsLog, failedClipsFile } from '../../lib/record/failed-clips.ts';

describe('why clips failed', () => {
  let folder = '';
  let warnings: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-failed-'));
    mkdirSync(path('clips'));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const path = (...parts: string[]): string => join(folder, ...parts);
  const config = () => resolveConfig({ daemon_log_file: path('logs/daemon.log') });
  const open = () => new FailedClipsLog(config(), (line) => warnings.push(line));
  const clip = (name: string): string => {
    writeFileSync(path('clips', name), name);
    return path('clips', name);
  };
  const reasonOf = (file: string): string | undefined =>
    new FailedClips(config()).reasonOf(file, statSync(file, { throwIfNoEntry: false }));
  const fail = (log: FailedClipsLog, file: string): void =>
    log.failed(file, new ClipTimeoutError(file, 600));

  it('is known as long as the clip is the same, and until it is described', () => {
    const [a, b, c] = [clip('a.mp4'), clip('b.mp4'), clip('c.mp4')];
    const log = open();
    for (const file of [a, b, c]) {
      fail(log, file);
    }
    log.write();
    assert.match(reasonOf(a) ?? '', /not described within describe\.timeout/);
    writeFileSync(b, 'longer than before');
    utimesSync(c, 1e9, 1e9);
    assert.deepEqual([reasonOf(b), reasonOf(c)], [undefined, undefined]);
    const next = open();
    next.described(a);
    next.write();
    assert.equal(reasonOf(a), undefined);
  });

  it('is told by several runs in one file, none of which loses what another has found', () => {
    const [a, b] = [clip('a.mp4'), clip('b.mp4')];
    const [one, other] = [open(), open()];
    fail(one, a);
    fail(other, b);
    one.write();
    other.write();
    one.write();
    assert.ok(reasonOf(a) && reasonOf(b));
  });

  it('is found where another machine sees the folder elsewhere', () => {
    const log = open();
    fail(log, clip('a.mp4'));
    log.write();
    symlinkSync(folder, `${folder}-elsewhere`);
    try {
      const elsewhere = resolveConfig({ daemon_log_file: `${folder}-elsewhere/logs/daemon.log` });
      const file = `${folder}-elsewhere/clips/a.mp4`;
      assert.ok(new FailedClips(elsewhere).reasonOf(file, statSync(file)));
    } finally {
      rmSync(`${folder}-elsewhere`);
    }
  });

  it('is forgotten of clips that are gone, and of the oldest of too many', () => {
    const a = clip('a.mp4');
    const failed = { code: 'X', message: 'y', size_bytes: 1, modified_ms: 1 };
    const many = Array.from({ length: 10_000 }, (_, i) => `../clips/${i}/../a.mp4`);
    const clips = Object.fromEntries(['../clips/gone.mp4', ...many].map((key) => [key, failed]));
    mkdirSync(path('logs'));
    writeFileSync(failedClipsFile(config()), JSON.stringify({ clips }));
    const log = open();
    fail(log, a);
    log.write();
    const kept = Object.keys(JSON.parse(readFileSync(failedClipsFile(config()), 'utf8')).clips);
    assert.deepEqual(kept, [...many.slice(1), '../clips/a.mp4']);
  });

  it('costs a run no file when nothing fails', () => {
    const log = open();
    log.described(clip('a.mp4'));
    log.write();
    assert.deepEqual(readdirSync(folder), ['clips']);
  });

  it('takes a damaged file for an empty one, and costs no run where it cannot be written', () => {
    const a = clip('a.mp4');
    mkdirSync(path('logs'));
    for (const text of ['{"clips": {"a', '[]', '{"clips":{"x":{"code":1}}}', '{"__proto__":{}}']) {
      writeFileSync(failedClipsFile(config()), text);
      assert.equal(reasonOf(a), undefined);
    }
    rmSync(path('logs'), { recursive: true });
    writeFileSync(path('logs'), '');
    const log = open();
    fail(log, a);
    log.write();
    assert.match(warnings.join(), /Cannot write .*failed_clips\.json, so no report tells why/);
  });
});
