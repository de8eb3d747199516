/** In bins to either side: the mean over them is what a tone stands out of. */
const NEIGHBOURS = 10;

/** In dB over that mean. */
const STANDS_OUT = 3;

/** So many tones at a time are counted. */
const TONES = 5;

/** The most continuous tones of a stretch of sound. */
export type Tones = {
  /** 0 to 5: the summed prominence of five tones, each 1 when it sounds all the time and its neighbours never. */
  continuity: number;
  /** Of the spectrum. */
  bins: number[];
};

/**
 * How continuous the tones of a stretch of sound are: "continuous frequency activation" (Seyerlehner, Pohle, Schedl and
 * Widmer, "Automatic music detection in television productions", DAFx 2007). Notes stay on one frequency, voices
 * glide, and noise has no tones.
 */
export class ContinuousTones {
  readonly #active: Float64Array;
  readonly #decibels: Float64Array;
  #spectra = 0;

  constructor(bins: number) {
    this.#active = new Float64Array(bins);
    this.#decibels = new Float64Array(bins);
  }

  add(power: Float64Array): void {
    const decibels = this.#decibels;
    for (let i = 0; i < decibels.length; i++) {
      decibels[i] = 10 * Math.log10((power[i] as number) + 1e-12);
    }
    let sum = 0;
    for (let i = 0; i < NEIGHBOURS; i++) {
      sum += decibels[i] as number;
    }
    for (let i = 0; i < decibels.length; i++) {
      const [entering, leaving] = [i + NEIGHBOURS, i - NEIGHBOURS - 1];
      sum += entering < decibels.length ? (decibels[entering] as number) : 0;
      sum -= leaving >= 0 ? (decibels[leaving] as number) : 0;
      const from = Math.max(0, i - NEIGHBOURS);
      const to = Math.min(decibels.length - 1, i + NEIGHBOURS);
      const over = (decibels[i] as number) - sum / (to - from + 1);
      this.#active[i] = (this.#active[i] as number) + (over > STANDS_OUT ? 1 : 0);
    }
    this.#spectra++;
  }

  /** Of what was added since the last call. */
  take(): Tones {
    const active = this.#active.map((count) => count / Math.max(1, this.#spectra));
    this.#active.fill(0);
    this.#spectra = 0;
    const peaks = [...active].map((share, i) => {
      const isPeak = share > (active[i - 1] ?? 0) && share >= (active[i + 1] ?? 0);
      const prominence = isPeak ? share - Math.max(lowest(active, i, -1), lowest(active, i, 1)) : 0;
      return { bin: i, prominence };
    });
    const tones = peaks.toSorted((a, b) => b.prominence - a.prominence).slice(0, TONES);
    return {
      continuity: tones.reduce((sum, { prominence }) => sum + prominence, 0),
      bins: tones.map(({ bin }) => bin),
    };
  }
}

/** The bottom of the valley to one side. */
function lowest(active: Float64Array, peak: number, side: -1 | 1): number {
  let least = active[peak] as number;
  for (let i = 1; i <= NEIGHBOURS; i++) {
    least = Math.min(least, active[peak + side * i] ?? 0);
  }
  return least;
}
