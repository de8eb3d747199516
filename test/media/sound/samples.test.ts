import assert from 'node:assert/strict';
import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S16P,
  AV_SAMPLE_FMT_S32,
  AV_SAMPLE_FMT_U8,
  type AVSampleFormat,
} from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { Samples } from '../../../lib/media/sound/samples.ts';

const COUNT = 100;

/** A stereo frame, silent but for 0.5 of full scale at 7 on the right and -0.5 at 42 on the left. */
function loudFrame(
  format: AVSampleFormat,
  write: (data: Buffer, at: number, level: number) => void,
) {
  const frame = new Frame();
  frame.alloc();
  frame.format = format;
  frame.nbSamples = COUNT;
  frame.sampleRate = 48_000;
  frame.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  assert.ok(frame.getBuffer() >= 0);
  const [left, right] = frame.data ?? [];
  assert.ok(left);
  left.fill(0);
  right?.fill(0);
  write(right ?? left, right ? 7 : 2 * 7 + 1, 0.5);
  write(left, right ? 42 : 2 * 42, -0.5);
  return frame;
}

const float = (data: Buffer, at: number, level: number) => data.writeFloatLE(level, 4 * at);
const short = (data: Buffer, at: number, level: number) =>
  data.writeInt16LE(level * 2 ** 15, 2 * at);

describe('the samples of a frame of sound', () => {
  for (const [name, format, write] of [
    ['floats in turn', AV_SAMPLE_FMT_FLT, float],
    ['floats by channel', AV_SAMPLE_FMT_FLTP, float],
    ['doubles', AV_SAMPLE_FMT_DBL, (data, at, level) => data.writeDoubleLE(level, 8 * at)],
    ['16 bits in turn', AV_SAMPLE_FMT_S16, short],
    ['16 bits by channel', AV_SAMPLE_FMT_S16P, short],
    ['32 bits', AV_SAMPLE_FMT_S32, (data, at, level) => data.writeInt32LE(level * 2 ** 31, 4 * at)],
  ] satisfies [string, AVSampleFormat, (data: Buffer, at: number, level: number) => void][]) {
    it(`tell the first and the last loud one: ${name}`, () => {
      const frame = loudFrame(format, write);
      const samples = Samples.of(frame);

      assert.deepEqual(samples?.over(0.4), { first: 7, last: 42 });
      assert.equal(samples?.over(0.6), undefined);
      frame.free();
    });
  }

  it('are not looked into when they have 8 bits', () => {
    const frame = loudFrame(AV_SAMPLE_FMT_U8, (data, at) => data.writeUInt8(200, at));

    assert.equal(Samples.of(frame), undefined);
    frame.free();
  });
});
