import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { SubtitlesUnreadableError } from '../../lib/subtitles/errors.ts';
import { readSubtitles } from '../../lib/subtitles/read.ts';
import { clipFolder } from '../support/clips.ts';

const ONE = '1\n00:00:01,000 --> 00:00:02,500\nHello there.\n';
const HELLO = { startSeconds: 1, endSeconds: 2.5, text: 'Hello there.' };

describe('subtitles', () => {
  const at = clipFolder();
  const read = (contents: string | Uint8Array) => {
    writeFileSync(at('x.srt'), contents);
    return readSubtitles(at('x.srt'));
  };
  const refuses = (reading: Promise<unknown>, reason: RegExp) =>
    assert.rejects(reading, (error: unknown) => {
      assert.ok(error instanceof SubtitlesUnreadableError, String(error));
      assert.match(error.message, reason);
      return true;
    });

  it('are read from SRT', async () => {
    assert.deepEqual(await read(ONE), [HELLO]);
  });

  it('are read from WebVTT with notes, styles, named cues and settings', async () => {
    const text = [
      'WEBVTT - a title',
      '',
      'STYLE\n::cue { color: red }',
      '',
      'NOTE nobody reads this',
      '',
      'first cue',
      '00:01.000 --> 00:02.500 align:start',
      '<v Bob>Hello <i>there</i>.',
      '',
      '',
      '00:00:03.000 --> 00:00:04.000',
      'Salt &amp; pepper',
    ];

    assert.deepEqual(await read(text.join('\n')), [
      HELLO,
      { startSeconds: 3, endSeconds: 4, text: 'Salt & pepper' },
    ]);
  });

  it('are read with a byte order mark and with line ends of Windows', async () => {
    assert.deepEqual(await read(`\ufeff${ONE.replaceAll('\n', '\r\n')}`), [HELLO]);
    assert.deepEqual(await read(`\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.500\r\nHello there.`), [
      HELLO,
    ]);
  });

  it('are read in UTF-16 and in the old Western European encoding', async () => {
    const text = ONE.replace('Hello there.', 'Déjà vu');
    const expected = [{ ...HELLO, text: 'Déjà vu' }];

    assert.deepEqual(await read(Buffer.from(`\ufeff${text}`, 'utf16le')), expected);
    assert.deepEqual(await read(Buffer.from(text, 'latin1')), expected);
  });

  it('have no tags and no control characters', async () => {
    const text = ONE.replace('Hello there.', '{\\an8}<b>Hello</b>\u0007\n\u202ethere\u001b.');

    assert.deepEqual(await read(text), [HELLO]);
  });

  it('come in the order of time, without empty ones', async () => {
    const cue = (start: number, text: string) =>
      `00:00:0${start},000 --> 00:00:0${start + 1},000\n${text}\n\n`;
    const cues = await read(cue(5, 'b') + cue(1, 'a') + cue(3, '<i></i>'));

    assert.deepEqual(
      cues.map(({ text }) => text),
      ['a', 'b'],
    );
  });

  it('are none in an empty file', async () => {
    assert.deepEqual(await read(''), []);
    assert.deepEqual(await read('\n \r\n'), []);
    assert.deepEqual(await read('WEBVTT\n'), []);
  });

  it('name the row that is wrong', async () => {
    await refuses(read('Dear diary,\ntoday I went out.\n'), /row 1 should be a time/);
    await refuses(
      read(`${ONE}\n2\n00:00:0x,000 --> 00:00:05,000\nBye.\n`),
      /x\.srt: .*row 6 should be a time such as 00:00:01,000 --> 00:00:02,500/,
    );
  });

  it('are refused when the file is larger than any speech', async () => {
    await refuses(read(ONE.padEnd(5_000_001, '.')), /larger than 5 MB/);
  });

  it('are read when a line is nothing but spaces', async () => {
    const spaces = ' '.repeat(1_000_000);

    assert.deepEqual(await read(ONE.replace('Hello there.', `Hello${spaces}there.`)), [HELLO]);
    assert.deepEqual(await read(ONE.replace('Hello there.', `${spaces}x\nHello there.`)), [
      { ...HELLO, text: 'x Hello there.' },
    ]);
  });

  it('are cut where a cue is longer than a screen has room for', async () => {
    const [cue] = await read(ONE.replace('Hello there.', 'word '.repeat(900_000)));

    assert.equal(cue?.text.length, 999);
  });

  it('are refused when there are more cues than anybody can read', async () => {
    await refuses(
      read(ONE.repeat(90_000).replaceAll('there.\n', 'there.\n\n')),
      /more than 10000 cues/,
    );
  });

  it('are refused when they are missing', async () => {
    await refuses(readSubtitles(at('nowhere.srt')), /nowhere\.srt: .*ENOENT/);
  });
});
