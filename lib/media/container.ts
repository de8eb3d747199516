import { stat } from 'node:fs/promises';
import {
  AV_DISPOSITION_ATTACHED_PIC,
  AVDISCARD_ALL,
  AVERROR_STREAM_NOT_FOUND,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { Dictionary, FFmpegError, FormatContext, type Stream } from 'node-av/lib';
import { ClipMissingError } from '../record/errors.ts';
import { whyUnreadable } from './diagnosis.ts';
import { ClipUnreadableError, NoVideoError } from './errors.ts';
import { MAX_PIXELS, PROBE_SIZE } from './limits.ts';

/**
 * The demuxers that may run. Every one reads only the file it is given; playlists and image
 * sequences (hls, concat, image2 …) open others, and a clip must not be able to ask for that.
 */
const FORMATS = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'avi,flv,asf,ogg,mxf,mpegts,mpeg,mpegvideo,ivf,dv,gxf',
  // Sound only: recognised so that the error can say that.
  'mp3,aac,wav,flac,aiff,amr',
].join(',');

/** An opened clip, about to be decoded. */
export type Container = {
  format: FormatContext;
  /** The pictures that a player would show. */
  video: Stream;
  hasSound: boolean;
  /** The sound that a player would play. */
  sound: Stream | undefined;
};

/**
 * Opens a clip for reading.
 * @throws ClipMissingError, ClipUnreadableError, NoVideoError
 */
export async function openContainer(file: string): Promise<Container> {
  await checkFile(file);
  const format = new FormatContext();
  // With `file:` in front, whatever the name holds (colons, percent signs, a leading dash) is a
  // name and no URL.
  const options = Dictionary.fromObject({
    protocol_whitelist: 'file',
    format_whitelist: FORMATS,
    probesize: PROBE_SIZE,
  });
  try {
    // The asynchronous calls run on another thread, so that messages are seen meanwhile.
    const opened = await format.openInput(`file:${file}`, null, options);
    if (opened < 0) {
      const reason = (await whyUnreadable(file)) ?? 'no container format recognised';
      throw new ClipUnreadableError(file, reason, { cause: FFmpegError.fromCode(opened) });
    }
    // Before the next call, which decodes the first frames. (The options that it takes for the
    // decoders could carry the limit, but they crash node-av 6.1.)
    checkSize(format, file);
    await format.findStreamInfo();
    return { format, ...(await chooseStreams(format, file)) };
  } catch (error) {
    format.closeInputSync();
    throw error;
  } finally {
    options.free();
  }
}

/** @throws ClipMissingError, ClipUnreadableError when there is nothing to open */
export async function checkFile(file: string): Promise<void> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? new ClipMissingError(file)
      : new ClipUnreadableError(file, error.message, { cause: error });
  });
  if (!stats.isFile()) {
    throw new ClipUnreadableError(file, stats.isDirectory() ? 'it is a folder' : 'not a file');
  }
}

function checkSize({ streams }: FormatContext, file: string): void {
  for (const { codecpar } of streams) {
    if (codecpar.width * codecpar.height > MAX_PIXELS) {
      const size = `${codecpar.width}×${codecpar.height}`;
      throw new ClipUnreadableError(file, `${size} px a frame is more than the 8K it may have`);
    }
  }
}

async function chooseStreams(
  format: FormatContext,
  file: string,
): Promise<Omit<Container, 'format'>> {
  const streams = format.streams;
  const hasSound = streams.some((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  const best = format.findBestStream(AVMEDIA_TYPE_VIDEO);
  const video = best === AVERROR_STREAM_NOT_FOUND ? undefined : streams[best];
  // A cover picture of a song is a video stream too, as FFmpeg sees it.
  if (!video || video.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)) {
    throw hasSound
      ? new NoVideoError(file)
      : new ClipUnreadableError(
          file,
          (await whyUnreadable(file)) ?? 'no pictures and no sound in it',
        );
  }
  for (const stream of streams) {
    if (stream.index !== video.index) {
      stream.discard = AVDISCARD_ALL;
    }
  }
  const soundIndex = format.findBestStream(AVMEDIA_TYPE_AUDIO);
  return { video, hasSound, sound: soundIndex < 0 ? undefined : streams[soundIndex] };
}
