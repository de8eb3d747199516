import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Frame, Packet } from 'node-av/lib';
import type { Range } from '../record/schema.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Clock } from './clock.ts';
import type { Container } from './container.ts';
import { Damage } from './damage.ts';
import { type DecodeQuality, openPictureDecoder } from './decoder.ts';
import { ClipUnreadableError } from './errors.ts';
import { MAX_DURATION_SECONDS, MAX_FRAMES, MAX_READ_ERRORS } from './limits.ts';
import { type LeftOut, Skipping, type Wants } from './skipping.ts';

/** Takes the packets of another stream that go by. */
export type Listener = { streamIndex: number; hear: (packet: Packet) => void };

/** A decoded frame and the time for which it is shown, in s from the first frame. */
export type ShownFrame = {
  frame: Frame;
  startSeconds: number;
  endSeconds: number;
  /** The one before it, when that was left out. */
  leftOut: LeftOut | undefined;
};

/** Who looks at the frames. What it does not want to see may be left out. */
export type Viewer = { wants: Wants; see: (shown: ShownFrame) => void };

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
 * it is shown, and is only good until the function returns. What cannot be read is left out, and
 * so are some frames that nobody wants to see.
 */
export async function decode(
  { format, video }: Container,
  file: string,
  quality: DecodeQuality,
  hear: Listener | undefined,
  viewer: Viewer,
  checkpoint: Checkpoint,
): Promise<Pass> {
  const decoder = openPictureDecoder(video, file, quality);
  const clock = new Clock(video);
  const damage = new Damage(video);
  const skipping = new Skipping({
    stream: video,
    clock,
    wants: (from, to) => viewer.wants(from, to),
    open: () => openPictureDecoder(video, file, quality),
  });
  const packet = new Packet();
  packet.alloc();
  let waiting = blankFrame();
  let next = blankFrame();
  let frames = 0;
  let startSeconds = 0;
  let leftOut: LeftOut | undefined;

  const receive = (): void => {
    while (frames < MAX_FRAMES && decoder.receiveFrameSync(next) >= 0) {
      const time = clock.start(next);
      damage.frame(next, time);
      checkTime(time, file);
      const between = skipping.before(time);
      if (frames > 0) {
        const endSeconds = between?.startSeconds ?? time;
        viewer.see({ frame: waiting, startSeconds, endSeconds, leftOut });
      }
      frames++;
      startSeconds = time;
      leftOut = between;
      [waiting, next] = [next, waiting];
    }
  };

  /** @returns whether the decoder took it; what it refuses is damage, and what follows may be readable */
  const send = (): boolean => {
    let sent = decoder.sendPacketSync(packet);
    while (sent === AVERROR_EAGAIN) {
      receive();
      sent = decoder.sendPacketSync(packet);
    }
    return sent >= 0;
  };

  try {
    let errors = 0;
    while (errors < MAX_READ_ERRORS && frames < MAX_FRAMES) {
      await checkpoint();
      const read = format.readFrameSync(packet);
      if (read === AVERROR_EOF) {
        break;
      }
      if (read < 0) {
        errors++;
        continue;
      }
      if (packet.streamIndex === video.index) {
        // In a damaged clip all is decoded, or what is wrong with it would not be seen.
        const isLeftOut = !damage.isSeen && skipping.leavesOut(packet);
        damage.packet(packet, !isLeftOut && !send());
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
    viewer.see({ frame: waiting, startSeconds, endSeconds: durationSeconds, leftOut });
    const { originSeconds } = clock;
    const unreadable = damage.until(originSeconds, durationSeconds);
    return { frames: frames + skipping.count, durationSeconds, originSeconds, unreadable };
  } finally {
    waiting.free();
    next.free();
    packet.free();
    skipping.free();
    decoder.freeContext();
  }
}

function checkTime(seconds: number, file: string): void {
  if (seconds > MAX_DURATION_SECONDS) {
    throw new ClipUnreadableError(file, 'its times are damaged: it claims more than a day');
  }
}

function blankFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
