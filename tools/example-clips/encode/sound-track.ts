import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_SAMPLE_FMT_FLT,
  AV_SAMPLE_FMT_FLTP,
  type FFAudioEncoder,
} from 'node-av/constants';
import {
  avChannelLayoutDefault,
  Codec,
  CodecContext,
  FFmpegError,
  type FormatContext,
  Frame,
  Rational,
} from 'node-av/lib';
import { encode, type Track } from './track.ts';

/** The sound of a clip and how to encode it. */
export type Sound = {
  /** Hz */
  readonly sampleRate: number;
  /** One array per channel (one is mono, two are left and right), all as long, -1 to 1. */
  readonly channels: readonly Float32Array[];
  /** FFmpeg's name of the encoder; `aac` when not given. */
  readonly codec?: string;
  /** bit/s */
  readonly bitRate?: number;
  /** When the first sample is heard, in s. */
  readonly startTime?: number;
};

/** For encoders that take any number of samples at once (PCM). */
const DEFAULT_SAMPLES_PER_FRAME = 1024;

/** The sound of a file that is being written. */
export type SoundTrack = {
  /** Encodes the sound up to a time in s. */
  encodeUntil(seconds: number): Promise<void>;
  /** Writes what the encoder still holds. */
  finish(): Promise<void>;
  close(): void;
};

/**
 * Opens the encoder and adds its stream to the file.
 *
 * @param globalHeader - whether the container wants the codec's headers once, in front
 */
export async function openSoundTrack(
  format: FormatContext,
  sound: Sound,
  globalHeader: boolean,
): Promise<SoundTrack> {
  const length = sound.channels[0]?.length;
  if (length === undefined || sound.channels.some((channel) => channel.length !== length)) {
    throw new RangeError('Sound needs one channel or more, all of the same length.');
  }
  const codec = Codec.findEncoderByName((sound.codec ?? 'aac') as FFAudioEncoder);
  if (codec === null) {
    throw new RangeError(`This FFmpeg has no sound encoder named ${sound.codec ?? 'aac'}.`);
  }
  const encoder = new CodecContext();
  try {
    encoder.allocContext3(codec);
    const planar = codec.sampleFormats?.includes(AV_SAMPLE_FMT_FLTP) ?? true;
    encoder.sampleFormat = planar ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_FLT;
    encoder.sampleRate = sound.sampleRate;
    encoder.channelLayout = avChannelLayoutDefault(sound.channels.length);
    encoder.timeBase = new Rational(1, sound.sampleRate);
    encoder.setFlags(AV_CODEC_FLAG_BITEXACT);
    if (globalHeader) {
      encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    if (sound.bitRate !== undefined) {
      encoder.bitRate = BigInt(sound.bitRate);
    }
    FFmpegError.throwIfError(await encoder.open2(codec), `open ${codec.name}`);
    const stream = format.newStream();
    FFmpegError.throwIfError(stream.codecpar.fromContext(encoder), 'describe the sound stream');
    stream.timeBase = encoder.timeBase;
    const track = { format, encoder, stream };
    return {
      encodeUntil: soundFeeder(track, sound, length),
      finish: () => encode(track, null),
      close: () => encoder.freeContext(),
    };
  } catch (error) {
    encoder.freeContext();
    throw error;
  }
}

function soundFeeder(track: Track, sound: Sound, length: number): SoundTrack['encodeUntil'] {
  const step = track.encoder.frameSize || DEFAULT_SAMPLES_PER_FRAME;
  const startTime = sound.startTime ?? 0;
  let next = 0;
  return async (seconds) => {
    while (next < length && startTime + next / sound.sampleRate <= seconds) {
      await encodeSamples(track, sound, next, Math.min(next + step, length));
      next += step;
    }
  };
}

async function encodeSamples(track: Track, sound: Sound, from: number, to: number): Promise<void> {
  const { encoder } = track;
  const parts = sound.channels.map((channel) => channel.subarray(from, to));
  const samples = encoder.sampleFormat === AV_SAMPLE_FMT_FLTP ? planar(parts) : interleaved(parts);
  const frame = Frame.fromAudioBuffer(Buffer.from(samples.buffer), {
    nbSamples: to - from,
    format: encoder.sampleFormat,
    sampleRate: sound.sampleRate,
    channelLayout: encoder.channelLayout,
  });
  try {
    frame.pts = BigInt(Math.round((sound.startTime ?? 0) * sound.sampleRate) + from);
    await encode(track, frame);
  } finally {
    frame.free();
  }
}

function planar(parts: readonly Float32Array[]): Float32Array {
  const length = parts[0]?.length ?? 0;
  const samples = new Float32Array(length * parts.length);
  parts.forEach((part, channel) => {
    samples.set(part, channel * length);
  });
  return samples;
}

function interleaved(parts: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array((parts[0]?.length ?? 0) * parts.length);
  parts.forEach((part, channel) => {
    part.forEach((sample, index) => {
      samples[index * parts.length + channel] = sample;
    });
  });
  return samples;
}
