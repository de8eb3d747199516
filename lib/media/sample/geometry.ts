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

/** In px. */
const LONGEST_THUMBNAIL_SIDE = 640;

export function swapped({ width, height }: Size): Size {
  return { width: height, height: width };
}

/** The size of sampled pictures: no larger than asked, never enlarged, aspect kept. */
export function pictureSize(displayed: Size, maxPixels: number): Size {
  const { width, height } = displayed;
  const scale = Math.min(1, Math.sqrt(maxPixels / (width * height)));
  const scaled = (side: number) => Math.max(1, Math.floor(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** The size of thumbnails: their longest side is 640 px, or less, since they are never enlarged. */
export function thumbnailSize(displayed: Size): Size {
  return fitted(displayed, LONGEST_THUMBNAIL_SIDE);
}

/** The size of a picture whose longer side has so many px, or less, since it is never enlarged. */
export function fitted({ width, height }: Size, longestSide: number): Size {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  const scaled = (side: number) => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

/** The size of analysis frames, in displayed orientation. */
export function analysisSize({ width, height }: Size): Size {
  const scale = Math.min(1, Math.sqrt(ANALYSIS_PIXELS / (width * height)));
  const side = (n: number) =>
    Math.min(MAX_ANALYSIS_SIDE, Math.max(MIN_ANALYSIS_SIDE, Math.round(n * scale)));
  return { width: side(width), height: side(height) };
}
