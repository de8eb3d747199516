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

/** Makes the pictures that a model is shown. */
export class JpegMaker {
  readonly #size: Size;
  readonly #scaler: Scaler;
  readonly #encoder = new CodecContext();
  readonly #packet = new Packet();
  #made = 0n;

  constructor(size: Size, recording: Recording) {
    this.#size = size;
    this.#scaler = pictureScaler(size, recording);
    const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG);
    this.#encoder.allocContext3(codec);
    this.#encoder.width = size.width;
    this.#encoder.height = size.height;
    this.#encoder.pixelFormat = AV_PIX_FMT_YUVJ420P;
    this.#encoder.colorRange = AVCOL_RANGE_JPEG;
    this.#encoder.timeBase = new Rational(1, 1);
    this.#encoder.threadCount = 1;
    this.#encoder.setFlags(AV_CODEC_FLAG_QSCALE);
    this.#encoder.globalQuality = QUALITY * QP2LAMBDA;
    FFmpegError.throwIfError(this.#encoder.open2Sync(codec), 'open the JPEG encoder');
    this.#packet.alloc();
  }

  make(frame: Frame): Picture {
    const scaled = this.#scaler.scale(frame);
    scaled.pts = this.#made++;
    scaled.quality = QUALITY * QP2LAMBDA;
    FFmpegError.throwIfError(this.#encoder.sendFrameSync(scaled), 'encode a picture');
    FFmpegError.throwIfError(this.#encoder.receivePacketSync(this.#packet), 'encode a picture');
    const jpeg = Uint8Array.from(this.#packet.data ?? []);
    this.#packet.unref();
    return { ...this.#size, jpeg };
  }

  free(): void {
    this.#scaler.free();
    this.#packet.free();
    this.#encoder.freeContext();
  }
}
