import type { Boundary } from './boundary.ts';
import { BLANK_CONTRAST, type Brightness, isBlank } from './contrast-log.ts';
import { type Structure, structureOf } from './correlation.ts';
import { climb } from './fades.ts';
import { isAlike } from './same-scene.ts';
import type { SceneFrame } from './scene-frame.ts';

/** A frame shows nothing with less than this share of the contrast around it. */
const BLANK_SHARE = 0.12;
/** Between two fades, frames may lie so far apart that none is blank: one has less than this share. */
const DEPTH_SHARE = 0.42;

/** In s: how far to both sides the contrast is looked at, at least. */
const SURROUNDINGS_SECONDS = 0.6;

/** In frames: files may claim thousands for one moment. */
const MOST_LOOKED_AT = 150;

/** Contrast that is this share of the one nearby has not begun to fade. */
const FULL_SHARE = 0.75;
/** In s. */
const NEARBY_SECONDS = 0.25;

/** Of the contrast nearby: with so much something can be told. */
const DIM_SHARE = 0.3;

/** In s: nothing is seen for longer, and another shot begins, even if it shows the same. */
const LONGEST_BLINK_SECONDS = 0.45;

/** In levels: what must be seen on both sides. */
const MIN_CONTRAST = 3.5;

/** A passage through a blank picture, by the numbers of its first and last frame that show nothing. */
export type Blank = Boundary & { first: number; last: number };

/** Passages from one shot to the next through a blank picture: fades, and gaps with a cut on both sides. */
export function blanksIn(
  frames: readonly SceneFrame[],
  brightness: readonly Brightness[],
): Blank[] {
  const found: Blank[] = [];
  for (let first = 1; first < frames.length - 1; first++) {
    if (!isBlankAt(brightness, first)) {
      continue;
    }
    let last = first;
    while (last < frames.length - 1 && isBlankAt(brightness, last + 1)) {
      last++;
    }
    const blank = last < frames.length - 1 ? passage(frames, brightness, first, last) : undefined;
    // Within one passage the contrast may be lowest twice.
    if (blank && blank.start >= (found.at(-1)?.end ?? 0)) {
      found.push(blank);
    }
    first = last;
  }
  return found;
}

function isBlankAt(brightness: readonly Brightness[], index: number): boolean {
  const { contrast } = brightness[index] as Brightness;
  if (contrast < BLANK_CONTRAST) {
    return true;
  }
  const around = Math.min(most(brightness, index, -1), most(brightness, index, 1));
  return (
    contrast < BLANK_SHARE * around ||
    (contrast < DEPTH_SHARE * around && isLowest(brightness, index))
  );
}

function isLowest(brightness: readonly Brightness[], index: number): boolean {
  const [before, now, after] = [-1, 0, 1].map((step) => brightness[index + step]?.contrast ?? 0);
  return (now as number) <= (before as number) && (now as number) < (after as number);
}

/** The most contrast on one side of a frame. */
function most(
  brightness: readonly Brightness[],
  index: number,
  step: 1 | -1,
  within = SURROUNDINGS_SECONDS,
): number {
  const { seconds } = brightness[index] as Brightness;
  let found = 0;
  for (let away = 1; away <= MOST_LOOKED_AT; away++) {
    const frame = brightness[index + step * away];
    if (!frame || Math.abs(frame.seconds - seconds) > within) {
      return found;
    }
    found = Math.max(found, frame.contrast);
  }
  return found;
}

function passage(
  frames: readonly SceneFrame[],
  brightness: readonly Brightness[],
  first: number,
  last: number,
): Blank | undefined {
  const isFadeOut = !isFull(brightness, first - 1, -1);
  const isFadeIn = !isFull(brightness, last + 1, 1);
  const before = isFadeOut ? climb(brightness, first - 1, -1) : first - 1;
  const after = isFadeIn ? climb(brightness, last + 1, 1) : last + 1;
  const [from, to] = [frames[before], frames[after]] as [SceneFrame, SceneFrame];
  if (
    Math.min(brightness[before]?.contrast ?? 0, brightness[after]?.contrast ?? 0) < MIN_CONTRAST
  ) {
    return undefined;
  }
  const blankSeconds =
    (frames[last + 1] as SceneFrame).seconds - (frames[first] as SceneFrame).seconds;
  const stands = standingOver(frames[(first + last) >> 1] as SceneFrame);
  const pairs = [
    [from, to] as const,
    [dim(frames, brightness, first - 1, -1), dim(frames, brightness, last + 1, 1)] as const,
    // What stands over them is all that there is at the very bottom.
    ...(stands ? [] : [[frames[first - 1] as SceneFrame, frames[last + 1] as SceneFrame] as const]),
  ];
  const isSame = pairs.some(([one, other]) => isAlike(bare(one, stands), bare(other, stands)));
  if (blankSeconds <= LONGEST_BLINK_SECONDS && isSame) {
    return undefined;
  }
  return {
    kind: isFadeOut || isFadeIn ? 'fade' : 'gap',
    start: isFadeOut ? from.seconds : (frames[first] as SceneFrame).seconds,
    end: to.seconds,
    confidence: 0.9,
    blank: {
      start: (frames[first] as SceneFrame).seconds,
      end: (frames[last + 1] as SceneFrame).seconds,
    },
    first,
    last,
  };
}

/** In levels of luma: a cell of a blank frame that differs by more from the rest stands over it. */
const STANDING_LEVELS = 6;
/** Share of the cells: where more differ, it is a dim picture. */
const MAX_STANDING = 0.2;

/** The cells of a blank frame that something stands over, 1 each; nothing when it is all blank, or a dim picture. */
function standingOver(blank: SceneFrame): Uint8Array | undefined {
  if (isBlank(blank)) {
    return undefined;
  }
  const cells = blank.plane(0);
  const level = cells.toSorted()[cells.length >> 1] as number;
  const stands = Uint8Array.from(cells, (cell) =>
    Math.abs(cell - level) > STANDING_LEVELS ? 1 : 0,
  );
  return stands.reduce((sum, n) => sum + n, 0) <= MAX_STANDING * stands.length ? stands : undefined;
}

/** The structure of a frame without what stands over it. */
function bare(frame: SceneFrame, stands: Uint8Array | undefined): Structure {
  if (!stands) {
    return frame.structure;
  }
  const { width, height, mean } = frame;
  const luma = frame.plane(0).map((cell, i) => (stands[i] === 1 ? mean : cell));
  return structureOf({ width, height, channels: [luma] });
}

/** The first frame from the blank on in which something is seen: in the meantime a camera may have turned away. */
function dim(
  frames: readonly SceneFrame[],
  brightness: readonly Brightness[],
  index: number,
  step: 1 | -1,
): SceneFrame {
  const least = DIM_SHARE * most(brightness, index - step, step);
  for (let i = index; ; i += step) {
    const [frame, seen] = [frames[i], brightness[i]];
    if (!frame || !seen) {
      return frames[index] as SceneFrame;
    }
    if (seen.contrast >= least) {
      return frame;
    }
  }
}

/** Whether a frame has all the contrast that there is nearby, away from the blank. */
function isFull(brightness: readonly Brightness[], index: number, step: 1 | -1): boolean {
  const { contrast } = brightness[index] as Brightness;
  return contrast >= FULL_SHARE * most(brightness, index, step, NEARBY_SECONDS);
}
