import {
  AV_SAMPLE_FMT_DBL,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_S16,
  AV_SAMPLE_FMT_S32,
  type AVSampleFormat,
} from 'node-av/constants';
import { avGetPackedSampleFmt, avSampleFmtIsPlanar, type Frame } from 'node-av/lib';

type Levels = Float32Array | Float64Array | Int16Array | Int32Array;

/** The samples of a frame of sound, where the decoder put them. */
export class Samples {
  /** One for each channel, or one for all when they take turns. */
  readonly #planes: readonly Levels[];
  readonly #channelsPerPlane: number;
  readonly #fullScale: number;

  private constructor(planes: readonly Levels[], channelsPerPlane: number, fullScale: number) {
    this.#planes = planes;
    this.#channelsPerPlane = channelsPerPlane;
    this.#fullScale = fullScale;
  }

  /** @returns nothing for formats that nobody films with: 8 and 64 bits */
  static of(frame: Frame): Samples | undefined {
    const format = frame.format as AVSampleFormat;
    const channels = avSampleFmtIsPlanar(format) ? 1 : frame.channelLayout.nbChannels;
    // A plane may be longer than what is in it.
    const count = frame.nbSamples * channels;
    const data = frame.data ?? [];
    const planes = <L>(make: (buffer: ArrayBufferLike, at: number, count: number) => L): L[] =>
      data.map(({ buffer, byteOffset }) => make(buffer, byteOffset, count));
    switch (avGetPackedSampleFmt(format)) {
      case AV_SAMPLE_FMT_FLT:
        return new Samples(
          planes((...at) => new Float32Array(...at)),
          channels,
          1,
        );
      case AV_SAMPLE_FMT_DBL:
        return new Samples(
          planes((...at) => new Float64Array(...at)),
          channels,
          1,
        );
      case AV_SAMPLE_FMT_S16:
        return new Samples(
          planes((...at) => new Int16Array(...at)),
          channels,
          2 ** 15,
        );
      case AV_SAMPLE_FMT_S32:
        return new Samples(
          planes((...at) => new Int32Array(...at)),
          channels,
          2 ** 31,
        );
      default:
        return undefined;
    }
  }

  /** Index of the first sample, on any channel, that is above a share of full scale. */
  firstOver(share: number): number | undefined {
    const limit = share * this.#fullScale;
    const found = this.#planes.map((plane) => firstOver(plane, limit)).filter((i) => i >= 0);
    return found.length > 0 ? Math.floor(Math.min(...found) / this.#channelsPerPlane) : undefined;
  }

  /** Index of the last one. */
  lastOver(share: number): number | undefined {
    const limit = share * this.#fullScale;
    const found = this.#planes.map((plane) => lastOver(plane, limit)).filter((i) => i >= 0);
    return found.length > 0 ? Math.floor(Math.max(...found) / this.#channelsPerPlane) : undefined;
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
