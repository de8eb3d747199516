/** Hz: syllables come at this rate, most of all at 4 per s. */
const SYLLABLES_FROM = 2;
const SYLLABLES_TO = 8;

/** A frame is a pause when it has less than this share of the mean. */
const PAUSE = 0.5;

/** How the loudness of a stretch of sound rises and falls. */
export type EnvelopeFeatures = {
  /** Share of frames with less than half of the mean level (Saunders 1996, Scheirer and Slaney 1997). */
  pauses: number;
  /** Standard deviation over mean. */
  depth: number;
  /** Share of the modulation that is at 2 to 8 Hz (Houtgast and Steeneken 1985; Scheirer and Slaney 1997). */
  syllables: number;
};

/** @param levels RMS of frames, `rate` of them per s */
export function envelopeFeatures(levels: Float64Array, rate: number): EnvelopeFeatures {
  const n = levels.length;
  const mean = levels.reduce((sum, level) => sum + level, 0) / n;
  const variance = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / n;
  const pauses = levels.reduce((sum, level) => sum + (level < PAUSE * mean ? 1 : 0), 0) / n;
  let [inBand, all] = [0, 0];
  for (let k = 1; k <= n / 2; k++) {
    const power = powerAt(levels, k, mean);
    const hertz = (k * rate) / n;
    all += power;
    inBand += hertz >= SYLLABLES_FROM && hertz <= SYLLABLES_TO ? power : 0;
  }
  return {
    pauses,
    depth: mean > 0 ? Math.sqrt(variance) / mean : 0,
    syllables: all > 0 ? inBand / all : 0,
  };
}

/** At k periods over the stretch: Goertzel's algorithm. */
function powerAt(levels: Float64Array, k: number, mean: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * k) / levels.length);
  let [last, before] = [0, 0];
  for (const level of levels) {
    const next = level - mean + coefficient * last - before;
    before = last;
    last = next;
  }
  return last * last + before * before - coefficient * last * before;
}
