import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import { Frame, Packet } from 'node-av/lib';
import type { Range } from '../record/schema.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Clock } from './clock.ts';
import type { Container } from './container.ts';
import { Damage } from './damage.ts';
import { openPictureDecoder } from './decoder.ts';
import { ClipUnreadableError } from './errors.ts';
import {
  MAX_DURATION_SECONDS,
  MAX_FRAMES,
  MAX_READ_ERRORS,
  MIN_DURATION_SECONDS,
} from './limits.ts';
import { type SkippedFrames, Skipping, type Wants } from './skipping.ts';

/** Thrown instead of damage when several threads decode: to be decoded on one. */
export class DamagedOnThreadsError extends Error {
  constructor() {
    super('damage while several threads decode');
    this.name = 'DamagedOnThreadsError';
  }
}

/** Takes the packets of another stream of the same file. */
export type PacketSink = { streamIndex: number; take: (packet: Packet) => void };

/** A decoded frame and the time for which it is shown, in s from the first frame. */
export type ShownFrame = {
  frame: Frame;
  startSeconds: number;
  endSeconds: number;
  /** Those before it that were skipped. */
  skipped: SkippedFrames | undefined;
};

/** Takes the decoded frames. Those that it does not want may be skipped. */
export type FrameSink = { wants: Wants; take: (shown: ShownFrame) => void };

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
 * it is shown, and is only valid until `take` returns. What cannot be read is left out.
 *
 * @throws ClipUnreadableError, DamagedOnThreadsError
 */
export async function decode(
  { format, video }: Container,
  file: string,
  sound: PacketSink | undefined,
  sink: FrameSink,
  checkpoint: Checkpoint,
  threads = 1,
): Promise<Pass> {
  const decoder = openPictureDecoder(video, file, threads);
  const clock = new Clock(video);
  const damage = new Damage(video);
  const skipping = new Skipping({
    stream: video,
    clock,
    wants: (from, to) => sink.wants(from, to),
    open: () => openPictureDecoder(video, file),
  });
  const packet = new Packet();
  packet.alloc();
  let waiting = blankFrame();
  let next = blankFrame();
  let frames = 0;
  let startSeconds = 0;
  let skipped: SkippedFrames | undefined;

  /** Several threads tell of damage late, and of which packet depends on their number. */
  const giveUpIf = (isDamaged: boolean): void => {
    if (isDamaged && threads > 1) {
      throw new DamagedOnThreadsError();
    }
  };

  const receive = (): void => {
    let received = decoder.receiveFrameSync(next);
    while (frames < MAX_FRAMES && received >= 0) {
      const time = clock.start(next);
      damage.frame(next, time);
      giveUpIf(damage.isSeen);
      checkTime(time, file);
      const before = skipping.before(time);
      if (frames > 0) {
        const endSeconds = before?.starts[0] ?? time;
        sink.take({ frame: waiting, startSeconds, endSeconds, skipped });
      }
      frames++;
      startSeconds = time;
      skipped = before;
      [waiting, next] = [next, waiting];
      received = decoder.receiveFrameSync(next);
    }
    giveUpIf(received < 0 && received !== AVERROR_EAGAIN && received !== AVERROR_EOF);
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
        // A damaged clip is decoded whole, so that all damage shows.
        const isSkipped = !damage.isSeen && skipping.skips(packet);
        damage.packet(packet, !isSkipped && !send());
        giveUpIf(damage.isSeen);
        receive();
      } else if (packet.streamIndex === sound?.streamIndex) {
        sound.take(packet);
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
    if (durationSeconds < MIN_DURATION_SECONDS) {
      throw new ClipUnreadableError(file, 'its pictures are shown for no time');
    }
    sink.take({ frame: waiting, startSeconds, endSeconds: durationSeconds, skipped });
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
