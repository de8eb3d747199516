import { channelsOf } from './change.ts';
import { isBlank } from './contrast-log.ts';
import type { SceneFrame } from './scene-frame.ts';

/** Of a blank picture with something over it, so many cells have one level, give or take so much. */
const PLAIN_SHARE = 0.8;
const PLAIN_LEVELS = 6;

const STEP_LEVELS = 4;

/** In levels of luma: what counts as black and as white. */
const BLACK = 40;
const WHITE = 215;

/** In levels of luma: a frame that is blank but for what stands over it is as dark, or as bright, on the whole. */
const DARK_MEAN = 60;
const BRIGHT_MEAN = 195;

/** What stands over a blank picture stands over this share of all frames, to so many levels of luma. */
const STANDING_SHARE = 0.9;
const STANDING_LEVELS = 15;

/**
 * The contrast of each frame without what stands over all of them: where a scene fades to black under a line of text,
 * it ends at nothing.
 */
export function bareContrasts(frames: readonly SceneFrame[]): number[] {
  const contrasts = frames.map(({ contrast }) => contrast);
  const plain = frames.filter(
    (frame) =>
      (frame.mean < DARK_MEAN || frame.mean > BRIGHT_MEAN) && plainShare(frame) > PLAIN_SHARE,
  );
  // Black without the text, as before a first title, tells nothing of it; nor do frames in which it comes or goes.
  const seen = frames.filter((frame) => !isBlank(frame));
  const lowest = mostUsual(plain.filter((frame) => !isBlank(frame))) ?? plainest(plain);
  if (!lowest || !isBlankBehind(lowest, seen)) {
    return contrasts;
  }
  return frames.map((frame) => Math.min(frame.contrast, distance(frame, lowest)));
}

/** In levels, and in frames: what stands still for so long has the same contrast; in a fade it changes all the time. */
const SAME_CONTRAST = 0.3;
const LEAST_ALIKE = 4;

/** The frame whose contrast most others have. */
function mostUsual(frames: readonly SceneFrame[]): SceneFrame | undefined {
  const sorted = frames.toSorted((a, b) => a.contrast - b.contrast);
  let usual: SceneFrame | undefined;
  let most = LEAST_ALIKE - 1;
  let first = 0;
  for (const [last, { contrast }] of sorted.entries()) {
    while (contrast - (sorted[first]?.contrast ?? contrast) > SAME_CONTRAST) {
      first++;
    }
    if (last - first + 1 > most) {
      most = last - first + 1;
      usual = sorted[(first + last) >> 1];
    }
  }
  return usual;
}

function plainest(frames: readonly SceneFrame[]): SceneFrame | undefined {
  let found: SceneFrame | undefined;
  let most = 0;
  for (const frame of frames) {
    const share = plainShare(frame);
    if (share > most) {
      [found, most] = [frame, share];
    }
  }
  return found;
}

/** Share of the cells that have one level, to three steps. */
function plainShare(frame: SceneFrame): number {
  const cells = frame.plane(0);
  const counts = new Uint32Array(256 / STEP_LEVELS + 2);
  for (const cell of cells) {
    const step = Math.floor(cell / STEP_LEVELS) + 1;
    counts[step] = (counts[step] as number) + 1;
  }
  let most = 0;
  for (let i = 1; i < counts.length - 1; i++) {
    const [below, at, above] = [counts[i - 1], counts[i], counts[i + 1]] as [
      number,
      number,
      number,
    ];
    most = Math.max(most, below + at + above);
  }
  return most / cells.length;
}

/** Whether a frame is blank but for what is in all other frames as well. */
function isBlankBehind({ channels: [cells] }: SceneFrame, frames: readonly SceneFrame[]): boolean {
  if (!cells) {
    return false;
  }
  const level = cells.toSorted()[cells.length >> 1] ?? 0;
  const standing: number[] = [];
  for (const [i, cell] of cells.entries()) {
    if (Math.abs(cell - level) > PLAIN_LEVELS) {
      standing.push(i);
    }
  }
  if (standing.length > (1 - PLAIN_SHARE) * cells.length || (level > BLACK && level < WHITE)) {
    return false;
  }
  const sign = level <= BLACK ? 1 : -1;
  const having = frames.filter(({ channels }) => {
    const differences = standing.map((i) => (channels[0]?.[i] as number) - (cells[i] as number));
    const mean = differences.reduce((sum, n) => sum + sign * n, 0) / Math.max(1, standing.length);
    return mean >= -STANDING_LEVELS;
  });
  return having.length >= STANDING_SHARE * frames.length;
}

/** Standard deviation of what two frames differ by. */
function distance(one: SceneFrame, other: SceneFrame): number {
  let variance = 0;
  for (let channel = 0; channel < channelsOf(one, other); channel++) {
    let [sum, squares] = [0, 0];
    const [a, b] = [one.plane(channel), other.plane(channel)];
    const cells = one.width * one.height;
    for (let i = 0; i < cells; i++) {
      const step = (a[i] as number) - (b[i] as number);
      sum += step;
      squares += step * step;
    }
    variance += squares / cells - (sum / cells) ** 2;
  }
  return Math.sqrt(Math.max(0, variance));
}
