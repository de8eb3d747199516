import type { Range } from '../record/schema.ts';
import { Ranges } from './ranges.ts';

/**
 * A picture is out of focus from this blur on, when it is also so many times that of the shot's sharp pictures: 80 real
 * clips are at 0.2 to 0.45, and at 0.5 to 0.8 when a mean over 4 % of the width blurs them. Fog and soft films
 * are blurred all through, and that is how they look.
 */
const OUT_OF_FOCUS = 0.4;
const TIMES_THE_SHARP = 1.4;

/** The share of a shot's pictures that are its sharp ones. */
const SHARP_SHARE = 0.2;

/** In s: as long as the shortest swing of a camera, which blurs as well. */
const SHORTEST_BLURRED_SECONDS = 0.3;

/** How blurred the picture was at a moment; flat pictures are neither sharp nor blurred. */
export type BlurAt = { seconds: number; blur: number; isFlat: boolean };

/** Where a shot is out of focus, though it is not elsewhere. */
export function blurredRanges(blurs: readonly BlurAt[], shots: readonly Range[]): Range[] {
  return shots.flatMap((shot) => {
    const within = blurs.filter(
      ({ seconds }) => seconds >= shot.start_seconds && seconds < shot.end_seconds,
    );
    const seen = within.filter(({ isFlat }) => !isFlat).map(({ blur }) => blur);
    const sharp = seen.toSorted((a, b) => a - b)[Math.floor(seen.length * SHARP_SHARE)] ?? 1;
    const limit = Math.max(OUT_OF_FOCUS, TIMES_THE_SHARP * sharp);
    const blurred = new Ranges(SHORTEST_BLURRED_SECONDS);
    for (const { seconds, blur, isFlat } of within) {
      blurred.mark(seconds, !isFlat && blur >= limit);
    }
    return blurred.until(shot.end_seconds);
  });
}
