import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_NONE,
  AV_PIX_FMT_RGBA,
  AV_PKT_DATA_DISPLAYMATRIX,
  type AVPixelFormat,
  type FFVideoEncoder,
  SWS_BICUBIC,
} from 'node-av/constants';
import {
  avGetPixFmtFromName,
  Codec,
  CodecContext,
  Dictionary,
  FFmpegError,
  type FormatContext,
  Frame,
  Rational,
  SoftwareScaleContext,
} from 'node-av/lib';
import { displayMatrix } from './display-matrix.ts';
import { encode, type Track } from './track.ts';

/** A fraction, such as 30000/1001 frames per second. */
export type Ratio = { readonly num: number; readonly den: number };

/** A picture that says when it is shown. */
export type TimedPicture = {
  /** RGBA, 8 bits each, `width * height * 4` bytes, no padding. */
  readonly pixels: Uint8Array;
  /** When it is shown, in ticks of `timeBase`. */
  readonly pts: number;
  /** How long, in ticks of `timeBase`; one frame of `frameRate` when not given. */
  readonly duration?: number;
};

/** The pictures of a clip and how to encode them. */
export type Video = {
  /** px; even for `yuv420p` */
  readonly width: number;
  /** px; even for `yuv420p` */
  readonly height: number;
  /** Frames per second. */
  readonly frameRate: Ratio;
  /** Bare RGBA pictures follow each other at `frameRate`; a timed one is shown at its own time. */
  readonly pictures: Iterable<Uint8Array | TimedPicture> | AsyncIterable<Uint8Array | TimedPicture>;
  /** Seconds per tick of a PTS; 1 / `frameRate` when not given. */
  readonly timeBase?: Ratio;
  /** FFmpeg's name of the encoder: `libx264` (default), `libx265`, `libvpx-vp9`, `libsvtav1`, `mpeg4` … */
  readonly codec?: string;
  /** Constant quality, lower is better. Not given, the encoder's own default holds. */
  readonly crf?: number;
  /** Mean bit rate in bit/s, instead of `crf`. */
  readonly bitRate?: number;
  /** Longest distance between key frames, in frames. */
  readonly gopSize?: number;
  /** FFmpeg's name of the pixel format in the file; `yuv420p` when not given. */
  readonly pixelFormat?: string;
  /** Width of a pixel over its height; square when not given. */
  readonly sampleAspectRatio?: Ratio;
  /** Degrees clockwise a player has to turn the pictures, as in a phone's portrait clips. */
  readonly rotation?: number;
  /** More options of the encoder, by FFmpeg's names (`preset`, `tune`, `x264-params` …). */
  readonly codecOptions?: Readonly<Record<string, string | number>>;
};

const BYTES_PER_RGBA_PIXEL = 4;

/** The video of a file that is being written. */
export type VideoTrack = {
  /** Encodes picture after picture; yields the time (s) each one is shown at. */
  encodeEach(): AsyncGenerator<number, void, undefined>;
  /** Writes what the encoder still holds. */
  finish(): Promise<void>;
  close(): void;
};

/**
 * Opens the encoder and adds its stream to the file.
 *
 * @param globalHeader - whether the container wants the codec's headers once, in front
 */
export async function openVideoTrack(
  format: FormatContext,
  video: Video,
  globalHeader: boolean,
): Promise<VideoTrack> {
  const codec = Codec.findEncoderByName((video.codec ?? 'libx264') as FFVideoEncoder);
  if (codec === null) {
    throw new RangeError(`This FFmpeg has no video encoder named ${video.codec ?? 'libx264'}.`);
  }
  const encoder = new CodecContext();
  const scaler = new SoftwareScaleContext();
  const close = (): void => {
    scaler.freeContext();
    encoder.freeContext();
  };
  try {
    encoder.allocContext3(codec);
    const pixelFormat = pixelFormatNamed(video.pixelFormat ?? 'yuv420p');
    configure(encoder, video, pixelFormat, globalHeader);
    const options = encoderOptions(video);
    try {
      FFmpegError.throwIfError(await encoder.open2(codec, options), `open ${codec.name}`);
    } finally {
      options.free();
    }
    const track = { format, encoder, stream: addStream(format, encoder, video) };
    const { width, height } = video;
    scaler.getContext(width, height, AV_PIX_FMT_RGBA, width, height, pixelFormat, SWS_BICUBIC);
    return {
      encodeEach: () => encodeEach(track, scaler, video),
      finish: () => encode(track, null),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function pixelFormatNamed(name: string): AVPixelFormat {
  const pixelFormat = avGetPixFmtFromName(name);
  if (pixelFormat === AV_PIX_FMT_NONE) {
    throw new RangeError(`FFmpeg knows no pixel format named ${name}.`);
  }
  return pixelFormat;
}

function timeBaseOf({ timeBase, frameRate }: Video): Ratio {
  return timeBase ?? { num: frameRate.den, den: frameRate.num };
}

function configure(
  encoder: CodecContext,
  video: Video,
  pixelFormat: AVPixelFormat,
  globalHeader: boolean,
): void {
  encoder.width = video.width;
  encoder.height = video.height;
  encoder.pixelFormat = pixelFormat;
  encoder.timeBase = Rational.fromObject(timeBaseOf(video));
  encoder.framerate = Rational.fromObject(video.frameRate);
  encoder.sampleAspectRatio = Rational.fromObject(video.sampleAspectRatio ?? { num: 1, den: 1 });
  // The bytes would otherwise depend on how many cores the machine has.
  encoder.threadCount = 1;
  encoder.setFlags(AV_CODEC_FLAG_BITEXACT);
  if (globalHeader) {
    encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  }
  if (video.gopSize !== undefined) {
    encoder.gopSize = video.gopSize;
  }
  if (video.bitRate !== undefined) {
    encoder.bitRate = BigInt(video.bitRate);
  } else if (video.crf !== undefined) {
    // libvpx takes a crf only as a ceiling unless the bit rate is zero; the others do not mind.
    encoder.bitRate = 0n;
  }
}

function encoderOptions({ crf, bitRate, codecOptions }: Video): Dictionary {
  const quality = crf === undefined || bitRate !== undefined ? {} : { crf };
  return Dictionary.fromObject({ ...quality, ...codecOptions });
}

function addStream(format: FormatContext, encoder: CodecContext, video: Video): Track['stream'] {
  const stream = format.newStream();
  FFmpegError.throwIfError(stream.codecpar.fromContext(encoder), 'describe the video stream');
  stream.timeBase = encoder.timeBase;
  stream.avgFrameRate = encoder.framerate;
  stream.sampleAspectRatio = encoder.sampleAspectRatio;
  if (video.rotation !== undefined) {
    FFmpegError.throwIfError(
      stream.codecpar.addCodedSideData(AV_PKT_DATA_DISPLAYMATRIX, displayMatrix(video.rotation)),
      'add the display matrix',
    );
  }
  return stream;
}

async function* encodeEach(
  track: Track,
  scaler: SoftwareScaleContext,
  video: Video,
): AsyncGenerator<number, void, undefined> {
  const timeBase = timeBaseOf(video);
  const ticksPerFrame = (video.frameRate.den * timeBase.den) / (video.frameRate.num * timeBase.num);
  let index = 0;
  for await (const picture of video.pictures) {
    const timed: TimedPicture =
      picture instanceof Uint8Array
        ? { pixels: picture, pts: Math.round(index * ticksPerFrame) }
        : picture;
    await encodePicture(track, scaler, video, {
      ...timed,
      duration: timed.duration ?? Math.max(1, Math.round(ticksPerFrame)),
    });
    index += 1;
    yield (timed.pts * timeBase.num) / timeBase.den;
  }
}

async function encodePicture(
  track: Track,
  scaler: SoftwareScaleContext,
  { width, height }: Video,
  { pixels, pts, duration }: Required<TimedPicture>,
): Promise<void> {
  if (pixels.byteLength !== width * height * BYTES_PER_RGBA_PIXEL) {
    throw new RangeError(
      `A picture of ${width}x${height} px is ${width * height * BYTES_PER_RGBA_PIXEL} bytes of RGBA, got ${pixels.byteLength}.`,
    );
  }
  const drawn = Frame.fromVideoBuffer(
    Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength),
    { width, height, format: AV_PIX_FMT_RGBA },
  );
  // Encoders keep references to their input, so each picture gets a frame of its own.
  const frame = new Frame();
  try {
    frame.alloc();
    frame.width = width;
    frame.height = height;
    frame.format = track.encoder.pixelFormat;
    FFmpegError.throwIfError(frame.allocBuffer(), 'allocate a frame');
    FFmpegError.throwIfError(await scaler.scaleFrame(frame, drawn), 'convert a picture');
    frame.pts = BigInt(pts);
    frame.duration = BigInt(duration);
    frame.sampleAspectRatio = track.encoder.sampleAspectRatio;
    await encode(track, frame);
  } finally {
    frame.free();
    drawn.free();
  }
}
