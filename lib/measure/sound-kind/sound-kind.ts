import type { Measured } from '../../record/schema.ts';
import { ContinuousTones, type Tones } from './continuous-tones.ts';
import { type EnvelopeFeatures, envelopeFeatures } from './envelope.ts';
import { Spectrum } from './spectrum.ts';

export type SoundKind = NonNullable<NonNullable<Measured['sound']>['kind']>;

/** In s. Levels are taken of frames, and what they are like is told of blocks. */
const FRAME_SECONDS = 0.02;
const BLOCK_SECONDS = 3;

/** In samples: 0.13 s at 8 kHz. */
const SPECTRUM_SIZE = 1024;

/** RMS under which a block has nothing to be told of: −56 dBFS. */
const AUDIBLE = 0.0015;

/** Share of the audible blocks that must agree. */
const AGREEING = 0.75;

/**
 * Speech is a string of syllables with pauses, and consonants that hiss between vowels that do not. Tried on recorded
 * speech of five languages and on music and noise of many kinds; what fits neither is not named.
 */
const SPEECH = {
  pauses: 0.22,
  depth: 0.5,
  syllables: [0.38, 0.75],
  continuity: 3.2,
  crossings: [0.06, 0.3],
  hiss: 0.3,
} as const;

/** Music holds its notes, and changes them; engines and mains hum hold theirs for ever. */
const MUSIC = { continuity: 3.6, depth: 0.18, pauses: 0.25, sameTones: 0.7 } as const;

type Block = EnvelopeFeatures & Tones & { crossings: number; hiss: number; level: number };

/** Tells speech from music and noise while the sound is decoded. */
export class SoundKindMeter {
  readonly #frameLength: number;
  readonly #frameRate: number;
  readonly #framesPerBlock: number;
  readonly #spectrum = new Spectrum(SPECTRUM_SIZE);
  readonly #power = new Float64Array(SPECTRUM_SIZE / 2);
  readonly #tones = new ContinuousTones(SPECTRUM_SIZE / 2);
  readonly #recent = new Float32Array(SPECTRUM_SIZE);
  #filled = 0;
  #levels: number[] = [];
  #crossings: number[] = [];
  #squares = 0;
  #crossed = 0;
  #inFrame = 0;
  #last = 0;
  #before: Tones | undefined;
  readonly #counts = { audible: 0, speech: 0, music: 0 };

  /** @param rate in samples per s, about 8,000: voices and notes are below 4 kHz */
  constructor(rate: number) {
    this.#frameLength = Math.max(1, Math.round(FRAME_SECONDS * rate));
    this.#frameRate = rate / this.#frameLength;
    this.#framesPerBlock = Math.round(BLOCK_SECONDS * this.#frameRate);
  }

  /** @param samples −1 to 1, of all channels together */
  add(samples: Float32Array): void {
    for (let from = 0; from < samples.length; ) {
      const wanted = Math.min(this.#frameLength - this.#inFrame, SPECTRUM_SIZE - this.#filled);
      const part = samples.subarray(from, from + wanted);
      from += part.length;
      this.#recent.set(part, this.#filled);
      this.#filled += part.length;
      this.#inFrame += part.length;
      const { squares, crossings } = sums(part, this.#last);
      this.#squares += squares;
      this.#crossed += crossings;
      this.#last = part.at(-1) ?? this.#last;
      if (this.#filled === SPECTRUM_SIZE) {
        this.#addSpectrum();
        this.#filled = 0;
      }
      if (this.#inFrame === this.#frameLength) {
        this.#endFrame();
      }
    }
  }

  /** Silence has no tones, and most clips without a microphone are silent throughout. */
  #addSpectrum(): void {
    const level = Math.sqrt(sums(this.#recent, 0).squares / SPECTRUM_SIZE);
    if (level >= AUDIBLE / 4) {
      this.#spectrum.power(this.#recent, this.#power);
      this.#tones.add(this.#power);
    }
  }

  #endFrame(): void {
    this.#levels.push(Math.sqrt(this.#squares / this.#frameLength));
    this.#crossings.push(this.#crossed / this.#frameLength);
    [this.#squares, this.#crossed, this.#inFrame] = [0, 0, 0];
    if (this.#levels.length === this.#framesPerBlock) {
      this.#endBlock();
    }
  }

  #endBlock(): void {
    const levels = Float64Array.from(this.#levels);
    const level = levels.reduce((sum, each) => sum + each, 0) / levels.length;
    const tones = this.#tones.take();
    if (level >= AUDIBLE) {
      const voiced = this.#crossings.filter((_, i) => (levels[i] as number) > level / 3);
      const block = {
        ...envelopeFeatures(levels, this.#frameRate),
        ...tones,
        ...crossingFeatures(voiced),
        level,
      };
      this.#counts.audible++;
      this.#counts.speech += isSpeech(block) ? 1 : 0;
      this.#counts.music += isMusic(block, this.#before) ? 1 : 0;
    }
    this.#before = tones;
    this.#levels = [];
    this.#crossings = [];
  }

  /** Of all blocks so far; nothing when they do not agree, or there is none. */
  get kind(): SoundKind | undefined {
    const { audible, speech, music } = this.#counts;
    const enough = Math.max(1, AGREEING * audible);
    return speech >= enough ? 'speech-like' : music >= enough ? 'music-like' : undefined;
  }
}

function sums(samples: Float32Array, before: number): { squares: number; crossings: number } {
  let squares = 0;
  let crossings = 0;
  let last = before;
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] as number;
    squares += sample * sample;
    crossings += sample >= 0 === last >= 0 ? 0 : 1;
    last = sample;
  }
  return { squares, crossings };
}

/** Zero crossings per sample, and how much they vary (Saunders 1996). */
function crossingFeatures(rates: readonly number[]): { crossings: number; hiss: number } {
  const n = Math.max(1, rates.length);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / n;
  const spread = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / n);
  return { crossings: mean, hiss: mean > 0 ? spread / mean : 0 };
}

function isSpeech({ pauses, depth, syllables, continuity, crossings, hiss }: Block): boolean {
  return (
    pauses >= SPEECH.pauses &&
    depth >= SPEECH.depth &&
    isWithin(syllables, SPEECH.syllables) &&
    continuity <= SPEECH.continuity &&
    isWithin(crossings, SPEECH.crossings) &&
    hiss >= SPEECH.hiss
  );
}

function isMusic(block: Block, before: Tones | undefined): boolean {
  return (
    block.continuity >= MUSIC.continuity &&
    block.depth >= MUSIC.depth &&
    block.pauses <= MUSIC.pauses &&
    (!before || sameTones(block, before) < MUSIC.sameTones)
  );
}

/** Share of the tones that sounded in the block before already. */
function sameTones(block: Tones, before: Tones): number {
  const again = block.bins.filter((bin) => before.bins.some((other) => Math.abs(other - bin) <= 1));
  return again.length / Math.max(1, block.bins.length);
}

function isWithin(value: number, [from, to]: readonly [number, number]): boolean {
  return value >= from && value <= to;
}
