/** Frames per second, exactly: 30000/1001 is NTSC's 29.97. */
export type FrameRate = { readonly num: number; readonly den: number };

/** Rates that every editor has for a timeline; below 23.976 and above 60 they differ. */
const TIMELINE_RATES: readonly FrameRate[] = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
];

/** Multiples of the timeline rates that cameras record at. */
const CAMERA_RATES: readonly FrameRate[] = [
  ...TIMELINE_RATES,
  { num: 15, den: 1 },
  { num: 100, den: 1 },
  { num: 120_000, den: 1001 },
  { num: 120, den: 1 },
  { num: 240_000, den: 1001 },
  { num: 240, den: 1 },
];

/** Up to so far apart a mean rate is taken for a usual one; 29.97 and 30 are 0.1 % apart. */
const MEAN_TOLERANCE = 0.0004;

/** `30000/1001`, as records have it; `undefined` when it is no rate that frames could be counted at. */
export function parseFrameRate(text: string): FrameRate | undefined {
  const [, num = 0, den = 0] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).map(Number);
  const rate = { num, den };
  return den > 0 && perSecond(rate) >= 1 && perSecond(rate) <= 1000 ? reduced(rate) : undefined;
}

/** The usual rate that a measured mean stands for; `undefined` when it stands for none, as at a variable rate. */
export function rateOfMean(mean: number): FrameRate | undefined {
  return CAMERA_RATES.find((rate) => Math.abs(mean / perSecond(rate) - 1) <= MEAN_TOLERANCE);
}

/**
 * The rate of a timeline for clips of this one: the same where editors have it, else the nearest that is a whole
 * multiple or part of it (15 → 30, 240 → 60), else the nearest.
 */
export function timelineRateFor(framesPerSecond: number): FrameRate {
  const same = TIMELINE_RATES.find((rate) => perSecond(rate) === framesPerSecond);
  if (same !== undefined) {
    return same;
  }
  const byDistance = TIMELINE_RATES.toSorted(
    (a, b) => distance(a, framesPerSecond) - distance(b, framesPerSecond),
  );
  const [nearest = { num: 25, den: 1 }] = byDistance;
  return byDistance.find((rate) => isMultiple(perSecond(rate), framesPerSecond)) ?? nearest;
}

export function perSecond({ num, den }: FrameRate): number {
  return num / den;
}

/** How timecode counts: 30 for 29.97. */
export function nominal(rate: FrameRate): number {
  return Math.round(perSecond(rate));
}

export function isSameRate(a: FrameRate, b: FrameRate): boolean {
  return a.num * b.den === b.num * a.den;
}

/** The frame that begins nearest to an instant, counted from 0. */
export function nearestFrame(seconds: number, { num, den }: FrameRate): number {
  return Math.round((seconds * num) / den);
}

export function secondsOf(frames: number, { num, den }: FrameRate): number {
  return (frames * den) / num;
}

/** So many frames of one rate in frames of another, not rounded. */
export function rescaled(frames: number, from: FrameRate, to: FrameRate): number {
  return (frames * from.den * to.num) / (from.num * to.den);
}

/** `25`, `23.976`: for people. */
export function rateText(rate: FrameRate): string {
  return String(Number(perSecond(rate).toFixed(3)));
}

function distance(rate: FrameRate, framesPerSecond: number): number {
  return Math.abs(Math.log(perSecond(rate) / framesPerSecond));
}

function isMultiple(a: number, b: number): boolean {
  const ratio = Math.max(a, b) / Math.min(a, b);
  return Math.abs(ratio - Math.round(ratio)) <= MEAN_TOLERANCE * ratio;
}

function reduced({ num, den }: FrameRate): FrameRate {
  const divisor = greatestCommonDivisor(num, den);
  return { num: num / divisor, den: den / divisor };
}

export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
