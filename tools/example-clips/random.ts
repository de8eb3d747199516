/** Gives the next number of a fixed sequence, 0 to 1. */
export type Random = () => number;

/**
 * A small seeded generator (mulberry32, Tommy Ettinger, public domain): the same seed draws the
 * same leaves on every run.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A number from `low` up to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** One of the items. */
export function pick<Item>(random: Random, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

/** The components of {@link wander}: cycles per unit of `t`, and their weights. */
const OCTAVES = [
  { frequency: 1, weight: 0.55 },
  { frequency: 1.7, weight: 0.28 },
  { frequency: 3.1, weight: 0.17 },
] as const;

/** A smooth random line: a few sines at odd ratios, so it does not repeat within a clip; -1 to 1. */
export function wander(seed: number): (t: number) => number {
  const random = seededRandom(seed);
  const waves = OCTAVES.map((octave) => ({ ...octave, phase: random() }));
  return (t) =>
    waves.reduce(
      (sum, { frequency, weight, phase }) =>
        sum + weight * Math.sin(2 * Math.PI * (t * frequency + phase)),
      0,
    );
}
