import type { SceneFrame } from './scene-frame.ts';

/** In levels. */
const LUMA_STEP = 16;
const COLOUR_STEP = 8;
const BINS = 32;

/**
 * How different the levels of two pictures are, wherever they stand, 0 to 1: the largest of the distances of their
 * histograms of luma and of each colour difference (1 less the intersection; Swain and Ballard, "Color indexing", 1991).
 * What they differ by in luma as a whole does not count.
 */
export function histogramDistance(one: SceneFrame, other: SceneFrame): number {
  const lighter = other.mean - one.mean;
  let most = distance(one.channels[0], other.channels[0], LUMA_STEP, lighter);
  for (const channel of [1, 2]) {
    const [a, b] = [one.channels[channel], other.channels[channel]];
    most = Math.max(most, distance(a ?? b?.map(() => 0), b ?? a?.map(() => 0), COLOUR_STEP, 0));
  }
  return most;
}

function distance(
  one: Float32Array | undefined,
  other: Float32Array | undefined,
  step: number,
  offset: number,
): number {
  if (!one || !other) {
    return 0;
  }
  const [a, b] = [histogramOf(one, step, 0), histogramOf(other, step, offset)];
  let common = 0;
  for (const [bin, share] of a.entries()) {
    common += Math.min(share, b[bin] as number);
  }
  return 1 - common;
}

/** A level between the middles of two bins counts in both: otherwise noise would move many at once. */
function histogramOf(cells: Float32Array, step: number, offset: number): Float32Array {
  const bins = new Float32Array(BINS + 1);
  for (const cell of cells) {
    const at = Math.max(0, Math.min(BINS - 1, (cell - offset) / step + BINS / 4));
    const bin = Math.floor(at);
    bins[bin] = (bins[bin] as number) + (1 - at + bin) / cells.length;
    bins[bin + 1] = (bins[bin + 1] as number) + (at - bin) / cells.length;
  }
  return bins;
}
