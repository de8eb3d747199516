import {
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S32,
  type AVSampleFormat,
} from 'node-av/constants';
import { avGetPackedSampleFmt, avSampleFmtIsPlanar, type Frame } from 'node-av/lib';

type Levels = Float32Array | Float64Array | Int16Array | Int32Array;

type Format = {
  View: new (buffer: ArrayBufferLike, at: number, count: number) => Levels;
  fullScale: number;
};

/** Without those of 8 and 64 bits: no camera records them. */
const FORMATS = new Map<AVSampleFormat, Format>([
  [AV_SAMPLE_FMT_FLT, { View: Float32Array, fullScale: 1 }],
  [AV_SAMPLE_FMT_DBL, { View: Float64Array, fullScale: 1 }],
  [AV_SAMPLE_FMT_S16, { View: Int16Array, fullScale: 2 ** 15 }],
  [AV_SAMPLE_FMT_S32, { View: Int32Array, fullScale: 2 ** 31 }],
]);

/** The samples of a frame of sound, where the decoder put them. */
export class Samples {
  /** One for each channel, or one for all when they take turns. */
  readonly #planes: readonly Levels[];
  readonly #channelsPerPlane: number;
  readonly #fullScale: number;

  private constructor(frame: Frame, { View, fullScale }: Format) {
    const isPlanar = avSampleFmtIsPlanar(frame.format as AVSampleFormat);
    this.#channelsPerPlane = isPlanar ? 1 : frame.channelLayout.nbChannels;
    this.#fullScale = fullScale;
    // A plane may be longer than what is in it.
    const count = frame.nbSamples * this.#channelsPerPlane;
    this.#planes = (frame.data ?? []).map(
      ({ buffer, byteOffset }) => new View(buffer, byteOffset, count),
    );
  }

  /** @returns nothing for a format that is not supported */
  static of(frame: Frame): Samples | undefined {
    const format = FORMATS.get(avGetPackedSampleFmt(frame.format as AVSampleFormat));
    return format && new Samples(frame, format);
  }

  /** All channels as one, `factor` samples as one: their means, −1 to 1. What is left over at the end is dropped. */
  mono(factor: number): Float32Array {
    const step = factor * this.#channelsPerPlane;
    const length = Math.floor((this.#planes[0]?.length ?? 0) / step);
    const mono = new Float32Array(length);
    const scale = 1 / (this.#fullScale * step * this.#planes.length);
    for (const plane of this.#planes) {
      addMeans(plane, step, scale, mono);
    }
    return mono;
  }

  /**
   * Indices of the first and the last sample, on any channel, that are above a share of full scale;
   * nothing when there is none.
   */
  over(share: number): { first: number; last: number } | undefined {
    const limit = share * this.#fullScale;
    const firsts = this.#planes.map((plane) => firstOver(plane, limit)).filter((i) => i >= 0);
    if (firsts.length === 0) {
      return undefined;
    }
    const first = Math.min(...firsts);
    const last = Math.max(...this.#planes.map((plane) => lastOver(plane, limit)));
    return {
      first: Math.floor(first / this.#channelsPerPlane),
      last: Math.floor(last / this.#channelsPerPlane),
    };
  }
}

/** A loop by itself: V8 compiles it once for each kind of samples. */
function addMeans(levels: Levels, step: number, scale: number, means: Float32Array): void {
  for (let to = 0, i = 0; to < means.length; to++) {
    let sum = 0;
    for (const end = i + step; i < end; i++) {
      sum += levels[i] as number;
    }
    means[to] = (means[to] as number) + sum * scale;
  }
}

/** -1 when there is none. */
function firstOver(levels: Levels, limit: number): number {
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i] as number;
    if (level > limit || level < -limit) {
      return i;
    }
  }
  return -1;
}

/** -1 when there is none. */
function lastOver(levels: Levels, limit: number): number {
  for (let i = levels.length - 1; i >= 0; i--) {
    const level = levels[i] as number;
    if (level > limit || level < -limit) {
      return i;
    }
  }
  return -1;
}
