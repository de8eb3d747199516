import type { Rational, Stream } from 'node-av/lib';
import { frameRateOf } from './clock.ts';

type Rate = Pick<Rational, 'num' | 'den'>;

/** Up to so far from its base, a mean rate is that of an even one whose last frame is shorter or longer. */
const EVEN = 0.002;

/**
 * What a stream's frames are counted at; `undefined` when they come at uneven times. FFmpeg's base rate (`r_frame_rate`)
 * is the slowest at which every frame falls on a tick: that of the frames, or of their fields.
 */
export function nominalRateOf(stream: Stream): Rate | undefined {
  const { rFrameRate } = stream;
  const meanRate = frameRateOf(stream);
  const mean = perSecond(meanRate);
  const base = perSecond(rFrameRate);
  if (mean === 0 || base === 0) {
    return [meanRate, rFrameRate].find((rate) => perSecond(rate) > 0);
  }
  if (isNear(mean, base)) {
    return rFrameRate;
  }
  // Fields, two a frame.
  return isNear(mean * 2, base) ? { num: rFrameRate.num, den: rFrameRate.den * 2 } : undefined;
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a / b - 1) <= EVEN;
}

function perSecond({ num, den }: Rate): number {
  return num > 0 && den > 0 ? num / den : 0;
}
