import type { LumaGrid } from './luma-grid.ts';

/** In levels of luma. A picture with less contrast is blank: black, white, fog. */
export const BLANK_CONTRAST = 2;

/** A fade's last step is small against what came before; a cut's is all there is. */
const SHARE_IN_FADE = 0.7;
/** In s: how far a fade shows before and after its steepest step. */
const FADE_WINDOW_SECONDS = 0.25;

/** What all frames leave behind: enough to tell fades from cuts. */
export type Brightness = Pick<LumaGrid, 'seconds' | 'mean' | 'contrast'>;

export function isBlank({ contrast }: Pick<Brightness, 'contrast'>): boolean {
  return contrast < BLANK_CONTRAST;
}

/** The brightness of each frame so far, in the order of time. */
export class BrightnessLog {
  readonly frames: Brightness[] = [];

  add({ seconds, mean, contrast }: LumaGrid): void {
    this.frames.push({ seconds, mean, contrast });
  }

  /** Whether the last frame is blank, or has much less contrast than those shortly before. */
  isFading(): boolean {
    const last = this.frames.at(-1);
    return (
      last === undefined ||
      isBlank(last) ||
      last.contrast < SHARE_IN_FADE * this.#mostContrast(this.frames.length - 1, -1)
    );
  }

  /**
   * Whether a frame and the one before it are in the depth of a fade, or of two that meet: there the
   * contrast falls before and rises after.
   */
  isFadeBefore(index: number): boolean {
    const [before, after] = [this.frames[index - 1], this.frames[index]];
    if (!before || !after) {
      return false;
    }
    const fadesOut = before.contrast < SHARE_IN_FADE * this.#mostContrast(index - 1, -1);
    const fadesIn = after.contrast < SHARE_IN_FADE * this.#mostContrast(index, 1);
    const [fromBlank, toBlank] = [isBlank(before), isBlank(after)];
    return (fadesOut && fadesIn) || (fadesOut && toBlank) || (fadesIn && fromBlank);
  }

  /** From a frame on, within the time that a fade takes to show. */
  #mostContrast(index: number, step: 1 | -1): number {
    const first = this.frames[index]?.seconds ?? 0;
    let most = 0;
    for (let i = index; ; i += step) {
      const frame = this.frames[i];
      if (!frame || Math.abs(frame.seconds - first) > FADE_WINDOW_SECONDS) {
        return most;
      }
      most = Math.max(most, frame.contrast);
    }
  }
}
