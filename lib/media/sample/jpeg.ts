import {
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_RANGE_JPEG,
} from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, type Frame, Packet, Rational } from 'node-av/lib';
import type { SampledFrame } from '../clip-analysis.ts';
import type { Size } from './geometry.ts';
import { pictureScaler, type Recording, type Scaler } from './scale.ts';

/** FFmpeg's scale: 2 is best, 31 worst. 3 shows no blocks and takes 7 KB at 224 px. */
const QUALITY = 3;
/** `FF_QP2LAMBDA` of libavutil/avutil.h. */
const QP2LAMBDA = 118;

type Picture = NonNullable<SampledFrame['picture']>;

/** Encodes pictures of one size as JPEG. */
export class JpegEncoder {
  readonly #encoder = new CodecContext();
  readonly #packet = new Packet();
  readonly #lambda: number;
  #made = 0n;

  /** @param quality on FFmpeg's scale */
  constructor({ width, height }: Size, quality = QUALITY) {
    this.#lambda = quality * QP2LAMBDA;
    const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
    this.#encoder.allocContext3(codec);
    this.#encoder.width = width;
    this.#encoder.height = height;
    this.#encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
    this.#encoder.colorRange = AVCOL_RANGE_JPEG;
    this.#encoder.timeBase = new Rational(1, 1);
    this.#encoder.threadCount = 1;
    this.#encoder.setFlags(AV_CODEC_FLAG_QSCALE);
    this.#encoder.globalQuality = this.#lambda;
    FFmpegError.throwIfError(this.#encoder.open2Sync(codec), 'open the JPEG encoder');
    this.#packet.alloc();
  }

  /** @param picture in the encoder's size, full-range 4:2:0 */
  encode(picture: Frame): Uint8Array {
    picture.pts = this.#made++;
    picture.quality = this.#lambda;
    FFmpegError.throwIfError(this.#encoder.sendFrameSync(picture), 'encode a picture');
    FFmpegError.throwIfError(this.#encoder.receivePacketSync(this.#packet), 'encode a picture');
    const jpeg = Uint8Array.from(this.#packet.data ?? []);
    this.#packet.unref();
    return jpeg;
  }

  free(): void {
    this.#packet.free();
    this.#encoder.freeContext();
  }
}

/** Makes JPEG pictures of decoded frames, such as a model is shown. */
export class JpegMaker {
  readonly #size: Size;
  readonly #scaler: Scaler;
  readonly #encoder: JpegEncoder;

  constructor(size: Size, recording: Recording, quality = QUALITY) {
    this.#size = size;
    this.#scaler = pictureScaler(size, recording);
    this.#encoder = new JpegEncoder(size, quality);
  }

  make(frame: Frame): Picture {
    return { ...this.#size, jpeg: this.#encoder.encode(this.#scaler.scale(frame)) };
  }

  free(): void {
    this.#scaler.free();
    this.#encoder.free();
  }
}
