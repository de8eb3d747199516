import { between, type Random, seededRandom, wander } from './random.ts';

/** Hz, of all the sounds here. */
export const SAMPLE_RATE = 32_000;

/** Sound as samples from -1 to 1. */
export type Samples = Float32Array;

/** What a sample is at a time in s, of a sound that may remember the samples before. */
type Voice = (time: number) => number;

function render(seconds: number, voice: Voice): Samples {
  return Float32Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, index) =>
    voice(index / SAMPLE_RATE),
  );
}

/** Noise with the parts above `cutoff` (Hz) taken away, 12 dB per octave. */
function softNoise(random: Random, cutoff: number): () => number {
  const keep = Math.exp((-2 * Math.PI * cutoff) / SAMPLE_RATE);
  // Makes up for the level that the filter takes away.
  const gain = Math.sqrt((1 + keep) / (1 - keep));
  let once = 0;
  let twice = 0;
  return () => {
    once = keep * once + (1 - keep) * (random() * 2 - 1);
    twice = keep * twice + (1 - keep) * once;
    return twice * gain;
  };
}

/** Wind that comes and goes. */
export function wind(seconds: number, seed: number): Samples {
  const [low, gust] = [softNoise(seededRandom(seed), 320), wander(seed + 1)];
  return render(seconds, (time) => low() * (0.06 + 0.035 * gust(time * 0.22)));
}

/** Waves on a shore, one in about four seconds. */
export function sea(seconds: number, seed: number): Samples {
  const random = seededRandom(seed);
  const [deep, foam] = [softNoise(random, 260), softNoise(random, 2600)];
  return render(seconds, (time) => {
    const swell = (0.5 + 0.5 * Math.sin(2 * Math.PI * (time / 4.1 - 0.2))) ** 2;
    return deep() * (0.04 + 0.05 * swell) + foam() * 0.07 * swell ** 2;
  });
}

/** A town from a little way off. */
export function streetHum(seconds: number, seed: number): Samples {
  const [low, slow] = [softNoise(seededRandom(seed), 150), wander(seed + 1)];
  return render(seconds, (time) => low() * (0.08 + 0.02 * slow(time * 0.3)));
}

/** Many people who talk, none of whom can be understood. */
export function murmur(seconds: number, seed: number): Samples {
  const random = seededRandom(seed);
  const people = Array.from({ length: 9 }, (_, index) => ({
    pitch: between(random, 95, 230),
    formant: between(random, 3, 6),
    tone: wander(seed + index * 7),
    speech: wander(seed + index * 7 + 1),
    phase: random(),
  }));
  return render(seconds, (time) =>
    people.reduce((sum, { pitch, formant, tone, speech, phase }) => {
      const level = Math.max(0, speech(time * 1.6));
      phase += 0.05 * tone(time * 0.7);
      const turn = 2 * Math.PI * (pitch * time + phase * pitch * 0.05);
      const vowel =
        Math.sin(turn) + 0.6 * Math.sin(2 * turn) + 0.5 * Math.sin(Math.round(formant) * turn);
      return sum + 0.008 * level * vowel;
    }, 0),
  );
}

/** Shoes on stone. */
export function footsteps(seconds: number, seed: number, stepsPerSecond: number): Samples {
  const random = seededRandom(seed);
  const [heel, sole] = [softNoise(random, 500), softNoise(random, 2200)];
  return render(seconds, (time) => {
    const since = ((time * stepsPerSecond) % 1) / stepsPerSecond;
    return (
      heel() * 0.16 * Math.exp(-since * 38) + sole() * 0.06 * Math.exp(-Math.abs(since - 0.08) * 60)
    );
  });
}

/** Small birds somewhere in the trees. */
export function birds(seconds: number, seed: number): Samples {
  const random = seededRandom(seed);
  const calls = Array.from({ length: Math.ceil(seconds * 1.6) }, () => ({
    start: random() * seconds,
    pitch: between(random, 2600, 4200),
    notes: 2 + Math.floor(random() * 3),
    level: between(random, 0.006, 0.02),
  }));
  return render(seconds, (time) =>
    calls.reduce((sum, { start, pitch, notes, level }) => {
      const note = (time - start) / 0.11;
      if (note < 0 || note >= notes) {
        return sum;
      }
      const within = note % 1;
      const sweep = 2 * Math.PI * (pitch * within * 0.11 + 60 * Math.sin(Math.PI * within));
      return sum + level * Math.sin(sweep) * Math.sin(Math.PI * within) ** 2;
    }, 0),
  );
}

/** Sounds heard together; as long as the first. */
export function together(first: Samples, ...others: readonly Samples[]): Samples {
  return first.map((sample, index) =>
    others.reduce((sum, other) => sum + (other[index] ?? 0), sample),
  );
}

/** One sound after the other. */
export function inTurn(first: Samples, second: Samples): Samples {
  const samples = new Float32Array(first.length + second.length);
  samples.set(first);
  samples.set(second, first.length);
  return samples;
}
