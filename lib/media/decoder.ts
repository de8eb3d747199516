import { Codec, CodecContext, type Stream } from 'node-av/lib';
import { ClipUnreadableError } from '../errors.ts';
import { MAX_PIXELS } from './limits.ts';

/** How much care a clip is decoded with. */
export type Care = 'for measures' | 'for pictures';

/** @throws ClipUnreadableError when there is no decoder for the pictures */
export function openDecoder(video: Stream, file: string, care: Care): CodecContext {
  const codec = Codec.findDecoder(video.codecpar.codecId);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(video.codecpar);
  context.pktTimebase = video.timeBase;
  // Several workers share the cores already.
  context.threadCount = 1;
  context.setOption('max_pixels', MAX_PIXELS);
  if (care === 'for measures') {
    // The loop filter smooths the borders of coding blocks, a tenth to a quarter of all decoding.
    // Scaled down to the size of measures and small pictures, nobody sees them.
    context.setOption('skip_loop_filter', 'all');
  }
  if (!codec || context.open2Sync(codec) < 0) {
    context.freeContext();
    throw new ClipUnreadableError(file, 'no decoder for its pictures');
  }
  return context;
}
