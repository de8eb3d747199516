import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Vinyl from 'vinyl';
import { resolveConfig } from '../../lib/config/load.ts';
import { recipeOf } from '../../lib/engines/recipe.ts';
import { pending, pendingStream } from '../../lib/plugins/pending.ts';
import type { ClipFile } from '../../lib/record/files.ts';
import { fingerprintOf } from '../../lib/record/fingerprint.ts';
import { upToDateFile } from '../../lib/record/up-to-date-cache.ts';
import { PLAIN_RECORD } from '../support/plain-record.ts';

const CLIPS = 1200;

/** What may happen to a clip and its files between two runs, most of it without a trace in size and time. */
const CHANGES: Record<string, (stem: string) => void> = {
  'record damaged, its size and time as before': (stem) => {
    sameSizeAndTime(`${stem}.json`, (text) => text.replace('{', '['));
  },
  'record of another prompt renamed into its place': (stem) => {
    const other = `${stem}.other`;
    copyFileSync(`${stem}.json`, other);
    sameSizeAndTime(other, (text) => text.replace('"engine":"measured"', '"engine":"unmeasure"'));
    renameSync(other, `${stem}.json`);
  },
  'record given a field of another program': (stem) => {
    sameSizeAndTime(`${stem}.json`, (text) => text.replace('"rating":0.5', '"rating":0.6'));
  },
  'record gone': (stem) => rmSync(`${stem}.json`),
  'record cut off': (stem) => truncateSync(`${stem}.json`, 100),
  'clip written anew, its size and time as before': (stem) => {
    sameSizeAndTime(`${stem}.mp4`, (text) => text.replace('p', 'P'));
  },
  'clip longer': (stem) => appendFileSync(`${stem}.mp4`, 'more'),
  'clip touched': (stem) => utimesSync(`${stem}.mp4`, 5, 5),
  'clip replaced by a link': (stem) => {
    renameSync(`${stem}.mp4`, `${stem}.original`);
    symlinkSync(`${stem}.original`, `${stem}.mp4`);
  },
  'subtitles other': (stem) => writeFileSync(`${stem}_cleaned.srt`, 'others'),
  'subtitles gone': (stem) => rmSync(`${stem}_cleaned.srt`),
  'subtitles a folder': (stem) => {
    rmSync(`${stem}_cleaned.srt`);
    mkdirSync(`${stem}_cleaned.srt`);
  },
  'nothing, but a second name': (stem) => linkSync(`${stem}.mp4`, `${stem}.second`),
};

/** In seconds since 1970. */
const TIME = 1_700_000_000;

function write(file: string, text: string): void {
  writeFileSync(file, text);
  utimesSync(file, TIME, TIME);
}

function sameSizeAndTime(file: string, change: (text: string) => string): void {
  write(file, change(readFileSync(file, 'utf8')));
}

/** What was written just now might be written again without a new time, and is not remembered. */
function untilChangesShow(): Promise<void> {
  return sleep(3100);
}

describe('thousands of clips that are up to date', () => {
  let folder: string;
  let stems: string[];
  const config = () =>
    resolveConfig({
      preview_folder: folder,
      daemon_log_file: join(folder, 'logs', 'daemon.log'),
      describe: { model: 'measured' },
    });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-many-'));
    stems = Array.from({ length: CLIPS }, (_, clip) => join(folder, `clip ${clip}`));
    const [first = ''] = stems;
    for (const stem of stems) {
      write(`${stem}.mp4`, 'pictures');
      write(`${stem}_cleaned.srt`, 'words!');
    }
    const provenance = {
      ...recipeOf(config()),
      clip: await fingerprintOf(`${first}.mp4`),
      subtitles: await fingerprintOf(`${first}_cleaned.srt`),
      frame_times_seconds: [0],
    };
    for (const stem of stems) {
      write(
        `${stem}.json`,
        JSON.stringify({ ...PLAIN_RECORD, filename: `${stem}.mp4`, provenance }),
      );
    }
    await makeClipWithoutSubtitles();
    await untilChangesShow();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Of a `daemon_command`, which reads subtitles of another name. */
  const commandConfig = (require_subtitles: boolean) =>
    resolveConfig({
      preview_folder: folder,
      daemon_log_file: join(folder, 'logs', 'command.log'),
      daemon_command: ['another'],
      describe: { require_subtitles },
    });
  const lonely = () => join(folder, 'lonely.mp4');
  const makeClipWithoutSubtitles = async () => {
    write(lonely(), 'pictures');
    const clip = await fingerprintOf(lonely());
    const recipe = recipeOf(commandConfig(false));
    const provenance = { ...recipe, clip, subtitles: null, frame_times_seconds: [0] };
    const record = { ...PLAIN_RECORD, filename: lonely(), provenance };
    write(join(folder, 'lonely.json'), JSON.stringify(record));
  };

  /** Which clips are to be described, and why. */
  const found = async (dryRun = false): Promise<string[]> => {
    const stream = pending(config(), { dryRun });
    for (const stem of stems) {
      stream.write(new Vinyl({ path: `${stem}.mp4` }));
    }
    stream.end();
    const files: string[] = [];
    for await (const file of stream as AsyncIterable<ClipFile>) {
      files.push(`${file.basename}: ${file.pendingReason ?? file.clipFailure?.code}`);
    }
    return files;
  };
  const known = () => readFileSync(upToDateFile(config()), 'utf8').trim().split('\n');

  it('are remembered in one file, which a dry run does not write', async () => {
    assert.deepEqual(await found(true), []);
    assert.equal(existsSync(upToDateFile(config())), false);
    assert.deepEqual(await found(), []);
    if (process.platform === 'linux') {
      assert.equal(new Set(known()).size, CLIPS);
    }
  });

  it('are found to be so when that file is damaged, and are remembered again', async () => {
    writeFileSync(upToDateFile(config()), `${known()[0]}\nhalf of a ha`);
    assert.deepEqual(await found(), []);
    if (process.platform === 'linux') {
      assert.equal(new Set(known()).size, CLIPS);
    }
  });

  it('wait for subtitles as soon as these are required', async () => {
    const countsOf = async (require_subtitles: boolean) => {
      const { stream, counts } = pendingStream(commandConfig(require_subtitles), {});
      for (let time = 0; time < CLIPS; time++) {
        stream.write(new Vinyl({ path: lonely() }));
      }
      stream.end();
      assert.deepEqual(await stream.toArray(), []);
      return counts;
    };
    assert.equal((await countsOf(false)).upToDate, CLIPS);
    assert.equal((await countsOf(true)).waiting, CLIPS);
  });

  it('hide no change of a clip, its record or its subtitles', async () => {
    const changes = Object.values(CHANGES);
    for (let at = 0; at < 10 * changes.length; at++) {
      changes[at % changes.length]?.(stems[at * 7] ?? '');
    }
    await untilChangesShow();
    const withMemory = await found(true);
    renameSync(upToDateFile(config()), `${upToDateFile(config())}.away`);
    const withoutMemory = await found(true);
    assert.deepEqual(withMemory, withoutMemory);
    assert.ok(withMemory.length >= 60, withMemory.join('\n'));
  });
});
