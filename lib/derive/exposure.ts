/** Mean luma between these is well lit; photographers meter for 0.18 linear, 0.46 as displayed. */
const DARK_LUMA = 0.25;
const BRIGHT_LUMA = 0.75;

/** 1 for a well lit picture, falling to 0 towards black and towards white. */
export function exposure(meanLuma: number): number {
  return Math.max(0, Math.min(1, meanLuma / DARK_LUMA, (1 - meanLuma) / (1 - BRIGHT_LUMA)));
}
