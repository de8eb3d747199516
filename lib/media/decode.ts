import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, type Stream } from 'node-av/lib';
import type { Range } from '../description.ts';
import { ClipUnreadableError } from '../errors.ts';
import type { Breath } from './breath.ts';
import { Clock } from './clock.ts';
import type { Container } from './container.ts';
import { Damage } from './damage.ts';
import { MAX_DURATION_SECONDS, MAX_FRAMES, MAX_PIXELS, MAX_READ_ERRORS } from './limits.ts';

/** Takes the packets of another stream that go by. */
export type Listener = { streamIndex: number; hear: (packet: Packet) => void };

/** How much care a clip is decoded with. */
export type Care = 'for measures' | 'for pictures';

/** A decoded frame and the time for which it is shown, in s from the first frame. */
export type ShownFrame = { frame: Frame; startSeconds: number; endSeconds: number };

/** What a whole decoding pass found out. */
export type Pass = {
  frames: number;
  durationSeconds: number;
  /** When the first frame appears on the container's clock, in s. */
  originSeconds: number;
  /** In s from the first frame: where packets were damaged or refused. */
  unreadable: Range[];
};

/**
 * Decodes a clip from beginning to end, once. Each frame is handed over when it is known how long
 * it is shown, and is only good until the function returns. What cannot be read is left out.
 */
export async function decode(
  { format, video }: Container,
  file: string,
  care: Care,
  hear: Listener | undefined,
  onFrame: (shown: ShownFrame) => void,
  breathe: Breath,
): Promise<Pass> {
  const decoder = openDecoder(video, file, care);
  const clock = new Clock(video);
  const damage = new Damage(video);
  const packet = new Packet();
  packet.alloc();
  let waiting = blankFrame();
  let next = blankFrame();
  let frames = 0;
  let startSeconds = 0;

  const receive = (): void => {
    while (frames < MAX_FRAMES && decoder.receiveFrameSync(next) >= 0) {
      const time = clock.start(next);
      damage.frame(next, time);
      checkTime(time, file);
      if (frames > 0) {
        onFrame({ frame: waiting, startSeconds, endSeconds: time });
      }
      frames++;
      startSeconds = time;
      [waiting, next] = [next, waiting];
    }
  };

  try {
    let errors = 0;
    while (errors < MAX_READ_ERRORS && frames < MAX_FRAMES) {
      await breathe();
      const read = format.readFrameSync(packet);
      if (read === AVERROR_EOF) {
        break;
      }
      if (read < 0) {
        errors++;
        continue;
      }
      if (packet.streamIndex === video.index) {
        // A packet that the decoder refuses is damage: what follows may be readable again.
        let sent = decoder.sendPacketSync(packet);
        while (sent === AVERROR_EAGAIN) {
          receive();
          sent = decoder.sendPacketSync(packet);
        }
        damage.packet(packet, sent < 0);
        receive();
      } else if (packet.streamIndex === hear?.streamIndex) {
        hear.hear(packet);
      }
      errors = 0;
      packet.unref();
    }
    decoder.sendPacketSync(null);
    receive();
    if (frames === 0) {
      throw new ClipUnreadableError(file, 'not one of its frames could be decoded');
    }
    const durationSeconds = clock.end(waiting);
    checkTime(durationSeconds, file);
    onFrame({ frame: waiting, startSeconds, endSeconds: durationSeconds });
    const { originSeconds } = clock;
    const unreadable = damage.until(originSeconds, durationSeconds);
    return { frames, durationSeconds, originSeconds, unreadable };
  } finally {
    waiting.free();
    next.free();
    packet.free();
    decoder.freeContext();
  }
}

function checkTime(seconds: number, file: string): void {
  if (seconds > MAX_DURATION_SECONDS) {
    throw new ClipUnreadableError(file, 'its times are damaged: it claims more than a day');
  }
}

function openDecoder(video: Stream, file: string, care: Care): CodecContext {
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

function blankFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
