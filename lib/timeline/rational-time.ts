import { type FrameRate, greatestCommonDivisor } from './frame-rate.ts';

/** Seconds as an exact fraction, in lowest terms. */
export type RationalTime = { readonly num: number; readonly den: number };

/** When a frame begins, counted from frame 0. */
export function timeOfFrame(frame: number, rate: FrameRate): RationalTime {
  return reduced(frame * rate.den, rate.num);
}

export function sum(a: RationalTime, b: RationalTime): RationalTime {
  const divisor = greatestCommonDivisor(a.den, b.den);
  return reduced(a.num * (b.den / divisor) + b.num * (a.den / divisor), (a.den / divisor) * b.den);
}

/** As FCPXML writes it: `1001/30000s`, `5s`. */
export function rationalText({ num, den }: RationalTime): string {
  return den === 1 ? `${num}s` : `${num}/${den}s`;
}

function reduced(num: number, den: number): RationalTime {
  const divisor = greatestCommonDivisor(Math.abs(num), den);
  return { num: num / divisor, den: den / divisor };
}
