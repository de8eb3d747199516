import { lightOf, SAMPLE_STEP } from './light.ts';
import type { LumaFrame } from './measurements.ts';

const WHITE = 255;

/**
 * Mean absolute difference of luma, as a share of white, up to which two frames are the same. The
 * filter freezedetect of FFmpeg takes 0.001; quiet scenes before a fixed camera were measured at
 * 0.0004 to 0.002, and they are not frozen.
 */
const SAME = 0.0003;

/** In s. Shorter repeats are a dropped frame or a low frame rate. */
export const SHORTEST_FROZEN_SECONDS = 1;

/** A pixel has changed beyond this share of white: more than noise and compression do. */
const CHANGED = 0.08;
const CHANGED_LEVELS = Math.floor(CHANGED * WHITE);

/** In levels of luma: lamps and automatic exposure change the light of a scene by less. */
const LIGHT_STEP = 30;

/** How a frame differs from the one before. */
export type FrameDifference = {
  /** Whether it only repeats it. */
  same: boolean;
  /** Share of its pixels that changed. */
  activity: number;
};

export function frameDifference(
  { luma: before }: LumaFrame,
  { luma: now }: LumaFrame,
): FrameDifference {
  const { sum, changed, count } = steps(before, now);
  return { same: sum <= SAME * WHITE * count, activity: changed / count };
}

/** Share of the pixels that differ between two pictures, but for what the light does as a whole. */
export function differingShare(one: LumaFrame, other: LumaFrame): number {
  const [before, now] = [lookAt(one), lookAt(other)];
  const lighter = WHITE * (now.mean - before.mean);
  // More than flicker: another picture, or the same in another light, and both count as a change.
  const offset = Math.abs(lighter) > LIGHT_STEP ? 0 : Math.round(lighter);
  return changedSamples(before.samples, now.samples, offset) / now.samples.length;
}

/** What is compared of a frame: one pixel in so many, and the mean of them. */
type Look = { samples: Uint8Array; mean: number };

/** A frame is compared with many others. */
const looks = new WeakMap<LumaFrame, Look>();

function lookAt(frame: LumaFrame): Look {
  const known = looks.get(frame);
  if (known) {
    return known;
  }
  const samples = new Uint8Array(Math.ceil(frame.luma.length / SAMPLE_STEP));
  for (let i = 0; i < samples.length; i++) {
    samples[i] = frame.luma[i * SAMPLE_STEP] as number;
  }
  const look = { samples, mean: lightOf(frame).mean };
  looks.set(frame, look);
  return look;
}

function changedSamples(before: Uint8Array, now: Uint8Array, offset: number): number {
  let changed = 0;
  for (let i = 0; i < now.length; i++) {
    const step = ((now[i] as number) - (before[i] as number) - offset) | 0;
    changed += (step < 0 ? -step : step) > CHANGED_LEVELS ? 1 : 0;
  }
  return changed;
}

/** An integer-only loop in its own function: V8 compiles it once, and again and again with a division in it. */
function steps(before: Uint8Array, now: Uint8Array) {
  let sum = 0;
  let changed = 0;
  let count = 0;
  for (let i = 0; i < now.length; i += SAMPLE_STEP) {
    const step = ((now[i] as number) - (before[i] as number)) | 0;
    const size = step < 0 ? -step : step;
    sum += size;
    changed += size > CHANGED_LEVELS ? 1 : 0;
    count++;
  }
  return { sum, changed, count };
}
