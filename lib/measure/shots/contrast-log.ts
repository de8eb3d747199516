/** In levels of luma. A picture with less contrast is blank: black, white, fog. */
export const BLANK_CONTRAST = 2;

/** In levels: so much contrast can be what a poor encoding makes of the last steps of a fade. */
const RESIDUE_CONTRAST = 4;

/** A fade's last step is small against what came before; a cut's is all there is. */
const SHARE_IN_FADE = 0.7;
/** In s: how far a fade shows before and after its steepest step. */
const FADE_WINDOW_SECONDS = 0.25;

/** What all frames leave behind: enough to tell fades from cuts. */
export type Brightness = {
  seconds: number;
  /** Mean luma, and the standard deviation over the picture, in levels. */
  mean: number;
  contrast: number;
};

export function isBlank({ contrast }: Pick<Brightness, 'contrast'>): boolean {
  return contrast < BLANK_CONTRAST;
}

/** Whether the last frame is blank, or has much less contrast than those shortly before. */
export function isFading(frames: readonly Brightness[]): boolean {
  const last = frames.at(-1);
  return (
    last === undefined ||
    isBlank(last) ||
    last.contrast < SHARE_IN_FADE * mostContrast(frames, frames.length - 1, -1)
  );
}

/**
 * Whether a frame and the one before it are in the depth of a fade, or of two that meet: there the
 * contrast falls before and rises after.
 */
export function isFadeBefore(frames: readonly Brightness[], index: number): boolean {
  const [before, after] = [frames[index - 1], frames[index]];
  if (!before || !after) {
    return false;
  }
  const fadesOut = before.contrast < SHARE_IN_FADE * mostContrast(frames, index - 1, -1);
  const fadesIn = after.contrast < SHARE_IN_FADE * mostContrast(frames, index, 1);
  const isResidue =
    after.contrast < RESIDUE_CONTRAST && mostContrast(frames, index, 1) <= after.contrast;
  const [fromBlank, toBlank] = [isBlank(before), isBlank(after) || isResidue];
  return (fadesOut && fadesIn) || (fadesOut && toBlank) || (fadesIn && fromBlank);
}

/** From a frame on, within the time that a fade takes to show. */
function mostContrast(frames: readonly Brightness[], index: number, step: 1 | -1): number {
  const first = frames[index]?.seconds ?? 0;
  let most = 0;
  for (let i = index; ; i += step) {
    const frame = frames[i];
    if (!frame || Math.abs(frame.seconds - first) > FADE_WINDOW_SECONDS) {
      return most;
    }
    most = Math.max(most, frame.contrast);
  }
}
