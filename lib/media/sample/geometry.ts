/** In px. */
export type Size = { width: number; height: number };

/**
 * Pixels of the pictures that are measured: 160×90. Motion of 0.1 % of the width is still seen in
 * them, and a measure of every pixel costs a fraction of decoding the frame.
 */
const ANALYSIS_PIXELS = 160 * 90;
/** In px. Shorter sides leave nothing to compare. */
const MIN_ANALYSIS_SIDE = 16;
/** In px. Longer ones come from absurd proportions only. */
const MAX_ANALYSIS_SIDE = 512;

/** Below this, `max_pixels` is the side of a box, in px; from it on, a count of pixels. */
const LARGEST_BOX = 1000;

export function swapped({ width, height }: Size): Size {
  return { width: height, height: width };
}

/** The size of sampled pictures: no larger than asked, never enlarged, aspect kept. */
export function pictureSize(displayed: Size, maxPixels: number): Size {
  const { width, height } = displayed;
  const scale =
    maxPixels < LARGEST_BOX
      ? maxPixels / Math.max(width, height)
      : Math.sqrt(maxPixels / (width * height));
  const scaled = (side: number, round: (n: number) => number) =>
    Math.max(1, round(side * Math.min(1, scale)));
  const round = maxPixels < LARGEST_BOX ? Math.round : Math.floor;
  return { width: scaled(width, round), height: scaled(height, round) };
}

/** The size of analysis frames, in displayed orientation. */
export function analysisSize({ width, height }: Size): Size {
  const scale = Math.min(1, Math.sqrt(ANALYSIS_PIXELS / (width * height)));
  const side = (n: number) =>
    Math.min(MAX_ANALYSIS_SIDE, Math.max(MIN_ANALYSIS_SIDE, Math.round(n * scale)));
  return { width: side(width), height: side(height) };
}
