import type { LumaFrame } from './measurements.ts';

/** In px of the analysis frame, to either side: the strong low-pass filter of the method. */
const RADIUS = 4;

/**
 * How blurred a picture is, 0 (sharp) to 1: it is blurred again, and what was sharp loses most of its steps from
 * pixel to pixel, what was blurred hardly any (Crété, Dolmière, Ladret and Nicolas, "The blur effect", SPIE 6492, 2007).
 * A share of the picture's own steps, so it depends little on how much detail or contrast there is.
 */
export function blur({ width, height, luma }: LumaFrame): number {
  return Math.max(
    blurAlong(luma, { lines: height, lineStep: width, length: width, step: 1 }),
    blurAlong(luma, { lines: width, lineStep: 1, length: height, step: width }),
  );
}

/** Every second line is enough: lines side by side are much alike. */
const LINE_STEP = 2;

/** In levels of luma: smaller steps are the sensor's, which would make dark pictures sharp. */
const NOISE = 2;

type Lines = { lines: number; lineStep: number; length: number; step: number };

function blurAlong(luma: Uint8Array, { lines, lineStep, length, step }: Lines): number {
  const window = 2 * RADIUS + 1;
  let steps = 0;
  let lost = 0;
  for (let line = 0; line < lines; line += LINE_STEP) {
    const base = line * lineStep;
    // The mean over the window moves by what enters less what leaves.
    for (let i = RADIUS + 1; i < length - RADIUS; i++) {
      const at = base + i * step;
      const moved =
        (luma[at + RADIUS * step] as number) - (luma[at - (RADIUS + 1) * step] as number);
      const size = Math.abs((luma[at] as number) - (luma[at - step] as number));
      if (size > NOISE) {
        steps += size;
        lost += Math.max(0, size - Math.abs(moved) / window);
      }
    }
  }
  return steps > 0 ? 1 - lost / steps : 1;
}
