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

/** Of a frame: what is measured is a twelfth of this each way. */
const UNFILTERED_PIXELS = 1920 * 1080;

/**
 * Everything is decoded as it was recorded. Without the loop filter it would take up to 11 % less on
 * previews and 14 to 17 % less at 1080p, but each picture is made from filtered ones, so the error grows
 * until the next key frame: sharpness came out up to 35 % off, and camera figures differed with the
 * encoder's key frames. Of non-reference pictures nothing else is made, and of large ones the filter is lost in scaling:
 * there, in H.264, it saves 10 %.
 *
 * @param threads each works on a frame of its own
 * @throws ClipUnreadableError when there is no decoder for the pictures
 */
export function openPictureDecoder(video: Stream, file: string, threads = 1): CodecContext {
  const decoder = openDecoder(video, (context) => {
    context.setOption('max_pixels', MAX_PIXELS);
    context.threadCount = threads;
    if (context.width * context.height >= UNFILTERED_PIXELS) {
      context.setOption('skip_loop_filter', 'noref');
    }
  });
  if (!decoder) {
    throw new ClipUnreadableError(file, 'no decoder for its pictures');
  }
  return decoder;
}
