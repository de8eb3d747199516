import { type FrameRate, nominal, perSecond, rescaled } from './frame-rate.ts';

/** SMPTE 12M timecode: a label of a frame. Drop-frame labels leave numbers out, never frames. */
export type Timecode = {
  hours: number;
  minutes: number;
  seconds: number;
  frames: number;
  isDropFrame: boolean;
};

const PATTERN = /^(\d\d):([0-5]\d):([0-5]\d)([:;.,])(\d\d\d?)$/;

/** `01:00:00:00`, or `01:00:00;00` in drop-frame; `undefined` when it is none. */
export function parseTimecode(text: string): Timecode | undefined {
  const [, hours, minutes, seconds, separator = '', frames] = PATTERN.exec(text.trim()) ?? [];
  return frames === undefined || Number(hours) > 23
    ? undefined
    : {
        hours: Number(hours),
        minutes: Number(minutes),
        seconds: Number(seconds),
        frames: Number(frames),
        isDropFrame: separator !== ':',
      };
}

/** Whether there is a drop-frame count at a rate: only at 29.97 and its multiples. */
export function hasDropFrame(rate: FrameRate): boolean {
  return rate.den !== 1 && nominal(rate) % 30 === 0 && perSecond(rate) < nominal(rate);
}

/** How many frames after 00:00:00:00 the labelled one is. */
export function frameOfTimecode(timecode: Timecode, rate: FrameRate): number {
  const { hours, minutes, seconds, isDropFrame } = timecode;
  const base = nominal(rate);
  const allMinutes = hours * 60 + minutes;
  const frames = Math.min(timecode.frames, base - 1);
  const count = (allMinutes * 60 + seconds) * base + frames;
  if (!isDropFrame || !hasDropFrame(rate)) {
    return count;
  }
  const dropped = droppedAMinute(base);
  // The labels that do not exist mean the frame after them.
  const skipped = allMinutes % 10 !== 0 && seconds === 0 ? Math.max(0, dropped - frames) : 0;
  return count + skipped - dropped * (allMinutes - Math.floor(allMinutes / 10));
}

/** The label of a frame, `01:00:00:00`, or `01:00:00;00` in drop-frame. After 24 h it begins anew. */
export function timecodeOfFrame(frame: number, rate: FrameRate, isDropFrame: boolean): string {
  const base = nominal(rate);
  const drops = isDropFrame && hasDropFrame(rate);
  const number = drops ? withDroppedNumbers(frame, base) : frame;
  const two = (value: number): string => String(value % 100).padStart(2, '0');
  const seconds = Math.floor(number / base);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const frames = String(number % base).padStart(2, '0');
  return `${parts.map(two).join(':')}${drops ? ';' : ':'}${frames}`;
}

/** The first frame that has a label of two days. */
export function framesADay(rate: FrameRate, isDropFrame: boolean): number {
  const base = nominal(rate);
  const dropped = isDropFrame && hasDropFrame(rate) ? droppedAMinute(base) * 54 : 0;
  return 24 * (3600 * base - dropped);
}

/** The same label at another rate: hours to seconds stay, the frame keeps its place in its second. */
export function relabelled(frames: number, from: FrameRate, to: FrameRate): number {
  const fromBase = { num: nominal(from), den: 1 };
  const toBase = { num: nominal(to), den: 1 };
  return Math.round(rescaled(frames, fromBase, toBase));
}

/** Two numbers at 29.97, four at 59.94, in every minute but each tenth. */
function droppedAMinute(base: number): number {
  return base / 15;
}

function withDroppedNumbers(frame: number, base: number): number {
  const dropped = droppedAMinute(base);
  const aMinute = 60 * base - dropped;
  const tenMinutes = 10 * aMinute + dropped;
  const tens = Math.floor(frame / tenMinutes);
  const rest = frame % tenMinutes;
  const minutes = rest < 60 * base ? 0 : 1 + Math.floor((rest - 60 * base) / aMinute);
  return frame + dropped * (9 * tens + minutes);
}
