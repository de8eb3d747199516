import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { parseFrameRate } from '../../lib/timeline/frame-rate.ts';
import {
  frameOfTimecode,
  framesADay,
  parseTimecode,
  timecodeOfFrame,
} from '../../lib/timeline/timecode.ts';
import { randoms } from './random-clips.ts';

type Timecode = { frameCount: number; toString(): string };

/** Somebody else's. */
const SmpteTimecode: new (time: string | number, rate: number, drops?: boolean) => Timecode =
  createRequire(import.meta.url)('smpte-timecode');

const NTSC = rate('30000/1001');
const NTSC60 = rate('60000/1001');

function rate(text: string) {
  const parsed = parseFrameRate(text);
  assert(parsed);
  return parsed;
}

function frame(text: string, at = NTSC): number {
  const timecode = parseTimecode(text);
  assert(timecode, text);
  return frameOfTimecode(timecode, at);
}

describe('timecode', () => {
  it('drop-frame at 29.97 has the values that SMPTE 12M gives', () => {
    for (const [label, count] of [
      ['00:00:59;29', 1799],
      ['00:01:00;02', 1800],
      ['00:02:00;02', 3598],
      ['00:09:59;29', 17_981],
      ['00:10:00;00', 17_982],
      ['01:00:00;00', 107_892],
      ['23:59:59;29', 2_589_407],
    ] as const) {
      assert.equal(timecodeOfFrame(count, NTSC, true), label);
      assert.equal(frame(label), count, label);
    }
    assert.equal(framesADay(NTSC, true), 2_589_408);
  });

  it('drop-frame at 59.94 leaves four numbers out', () => {
    assert.equal(timecodeOfFrame(3600, NTSC60, true), '00:01:00;04');
    assert.equal(frame('01:00:00;00', NTSC60), 215_784);
  });

  it('a label that drop-frame leaves out is the frame after it', () => {
    assert.equal(frame('00:01:00;00'), frame('00:01:00;02'));
    assert.equal(frame('00:01:00;01'), frame('00:01:00;02'));
    assert.equal(frame('00:10:00;00'), frame('00:09:59;29') + 1);
  });

  it('23.976 and 25 know no drop-frame, whatever the label says', () => {
    assert.equal(timecodeOfFrame(86_400, rate('24000/1001'), true), '01:00:00:00');
    assert.equal(frame('01:00:00;00', rate('25/1')), 90_000);
  });

  it('counts as another program does, at each rate, dropping or not', () => {
    const random = randoms(1);
    for (const [text, number, drops] of [
      ['24000/1001', 23.976, false],
      ['25/1', 25, false],
      ['30000/1001', 29.97, true],
      ['30000/1001', 29.97, false],
      ['60000/1001', 59.94, true],
      ['60/1', 60, false],
    ] as const) {
      for (let i = 0; i < 200; i++) {
        const count = Math.floor(random() * framesADay(rate(text), drops));
        const label = timecodeOfFrame(count, rate(text), drops);
        const theirs = new SmpteTimecode(count, number, drops);
        assert.equal(
          label.replace(';', ':'),
          theirs.toString().replace(';', ':'),
          `${text} ${count}`,
        );
        assert.equal(frame(label, rate(text)), count, `${text} ${label}`);
      }
    }
  });

  it('begins anew after 24 h', () => {
    assert.equal(timecodeOfFrame(framesADay(NTSC, true), NTSC, true), '00:00:00;00');
    assert.equal(timecodeOfFrame(24 * 3600 * 25 + 1, rate('25/1'), false), '00:00:00:01');
  });
});
