import { BLANK_CONTRAST, type Brightness } from './contrast-log.ts';

/** A passage to or from a blank (black or white) picture, in s. */
export type Fade = { kind: 'in' | 'out'; startSeconds: number; endSeconds: number };

/** In s. A shorter change is a cut, a longer one is dusk. */
const SHORTEST_FADE_SECONDS = 0.15;
const LONGEST_FADE_SECONDS = 5;

/** In s. A fade that stands still for longer has ended. */
const STANDSTILL_SECONDS = 0.15;

/** Contrast has settled when it changes by less than this share per s of what it reached. */
const SETTLED_PER_SECOND = 0.2;

/** Share of the usual contrast that a quick fade comes down to at least, between two of its frames. */
const BLANK_SHARE = 0.1;

/** In levels of luma: contrast that falls by less from frame to frame does not fall. */
const STIR = 0.02;

/** The picture must come to this contrast, in levels of luma, for the fade to lead anywhere. */
const MIN_CONTRAST = 6;

/**
 * Fades, by what they do to the contrast (standard deviation of luma): it grows from nothing, frame
 * by frame, until it settles, and the other way round. That holds for fades from and to any colour.
 */
export function fadesOf(frames: readonly Brightness[], cuts: readonly number[]): Fade[] {
  const atCut = new Set(cuts);
  const fades: Fade[] = [];
  const blank = blankContrast(frames);
  const isBlank = ({ contrast }: Brightness): boolean => contrast < blank;
  for (let i = 1; i < frames.length; i++) {
    const [before, now] = [frames[i - 1], frames[i]];
    if (!before || !now) {
      continue;
    }
    if (atCut.has(now.seconds) || isBlank(before) === isBlank(now)) {
      continue;
    }
    if (isBlank(before)) {
      add(fades, 'in', frames[foot(frames, i - 1, -1)], frames[climb(frames, i, 1, atCut)]);
    } else {
      add(fades, 'out', frames[foot(frames, i, 1)], frames[climb(frames, i - 1, -1, atCut)]);
    }
  }
  return fades;
}

/** Below this contrast nothing is to be seen, when there is usually so much. */
function blankContrast(frames: readonly Brightness[]): number {
  const usual = frames.map(({ contrast }) => contrast).toSorted((a, b) => a - b);
  return Math.max(BLANK_CONTRAST, BLANK_SHARE * (usual[usual.length >> 1] ?? 0));
}

/** From a frame that is nearly blank, to the frame at which all is gone. */
function foot(frames: readonly Brightness[], from: number, step: 1 | -1): number {
  for (let i = from; ; i += step) {
    const [here, next] = [frames[i], frames[i + step]];
    if (!here || !next || here.contrast - next.contrast < STIR) {
      return i;
    }
  }
}

const NO_CUTS: ReadonlySet<number> = new Set();

/** From a frame that is hardly blank, to the frame where the contrast has settled. */
export function climb(
  frames: readonly Brightness[],
  from: number,
  step: 1 | -1,
  cuts: ReadonlySet<number> = NO_CUTS,
): number {
  let best = from;
  for (let i = from + step; ; i += step) {
    const [frame, top] = [frames[i], frames[best]];
    // The cut's time is that of the frame after it.
    const crossed = frames[step > 0 ? i : i + 1];
    if (!frame || !top || (crossed && cuts.has(crossed.seconds))) {
      return best;
    }
    const seconds = Math.abs(frame.seconds - top.seconds);
    if (frame.contrast > top.contrast * (1 + SETTLED_PER_SECOND * seconds)) {
      best = i;
    } else if (seconds > STANDSTILL_SECONDS) {
      return best;
    }
  }
}

function add(
  fades: Fade[],
  kind: Fade['kind'],
  blank: Brightness | undefined,
  full: Brightness | undefined,
): void {
  if (!blank || !full || full.contrast < MIN_CONTRAST) {
    return;
  }
  const [startSeconds, endSeconds] =
    kind === 'in' ? [blank.seconds, full.seconds] : [full.seconds, blank.seconds];
  const seconds = endSeconds - startSeconds;
  if (seconds >= SHORTEST_FADE_SECONDS && seconds <= LONGEST_FADE_SECONDS) {
    fades.push({ kind, startSeconds, endSeconds });
  }
}
