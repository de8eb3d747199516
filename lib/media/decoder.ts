import { Codec, CodecContext, type Stream } from 'node-av/lib';
import { ClipUnreadableError } from './errors.ts';
import { MAX_PIXELS } from './limits.ts';

/**
 * Opens the decoder of a stream.
 *
 * @param prepare sets options before it is opened
 * @returns nothing when there is none
 */
export function openDecoder(
  stream: Stream,
  prepare?: (context: CodecContext) => void,
): CodecContext | undefined {
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(stream.codecpar);
  context.pktTimebase = stream.timeBase;
  // Several workers share the cores already.
  context.threadCount = 1;
  prepare?.(context);
  if (!codec || context.open2Sync(codec) < 0) {
    context.freeContext();
    return undefined;
  }
  return context;
}

/** How well a clip is decoded. */
export type DecodeQuality = 'for measures' | 'for pictures';

/** @throws ClipUnreadableError when there is no decoder for the pictures */
export function openPictureDecoder(
  video: Stream,
  file: string,
  quality: DecodeQuality,
): CodecContext {
  const decoder = openDecoder(video, (context) => {
    context.setOption('max_pixels', MAX_PIXELS);
    if (quality === 'for measures') {
      // The loop filter smooths the borders of coding blocks, a tenth to a quarter of all decoding.
      // Scaled down to the size of measures and small pictures, nobody sees them.
      context.setOption('skip_loop_filter', 'all');
    }
  });
  if (!decoder) {
    throw new ClipUnreadableError(file, 'no decoder for its pictures');
  }
  return decoder;
}
