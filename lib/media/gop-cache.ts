import { AV_PKT_FLAG_KEY } from 'node-av/constants';
import { type CodecContext, Frame, type Packet } from 'node-av/lib';
import { ptsOf } from './clock.ts';

/** Most packets and bytes that are kept of a group: 12 s at 25 fps and 20 Mbit/s. */
const MAX_PACKETS = 300;
const MAX_BYTES = 32 * 2 ** 20;

type Kept = { packet: Packet; isSkipped: boolean };

/** Packets from one key frame to the next: all that a decoder needs for the pictures between. */
class Group {
  readonly #all: Kept[] = [];
  #bytes = 0;

  /** @returns whether there was room */
  add(packet: Packet, isSkipped: boolean): boolean {
    const copy = this.hasRoom ? packet.clone() : null;
    if (copy) {
      this.#bytes += packet.size;
      this.#all.push({ packet: copy, isSkipped });
    }
    return copy !== null;
  }

  get hasRoom(): boolean {
    return this.#all.length < MAX_PACKETS && this.#bytes < MAX_BYTES;
  }

  /** Pictures shown before the key frame may refer to the group before (open GOP). */
  canDecode(pts: bigint): boolean {
    const key = this.#all[0]?.packet.pts;
    return key !== undefined && pts >= key && this.hasRoom;
  }

  hasAny(wanted: ReadonlySet<bigint>): boolean {
    return this.#all.some(({ packet }) => wanted.has(packet.pts));
  }

  /** The packets needed for those with these timestamps, in decoding order. */
  upTo(wanted: ReadonlySet<bigint>): Packet[] {
    const end = this.#all.findLastIndex(({ packet }) => wanted.has(packet.pts)) + 1;
    return this.#all
      .slice(0, end)
      .filter(({ packet, isSkipped }) => !isSkipped || wanted.has(packet.pts))
      .map(({ packet }) => packet);
  }

  free(): void {
    for (const { packet } of this.#all.splice(0)) {
      packet.free();
    }
  }
}

/** Keeps the last packets of a clip, so that a skipped frame can be decoded after all. */
export class GopCache {
  readonly #open: () => CodecContext;
  #now: Group | undefined;
  /** Frames come out of a decoder late: the next group may have begun. */
  #before: Group | undefined;

  /** @param open opens a decoder for each frame that is asked for */
  constructor(open: () => CodecContext) {
    this.#open = open;
  }

  /** Takes every packet, in decoding order. */
  add(packet: Packet, isSkipped: boolean): void {
    if ((packet.flags & AV_PKT_FLAG_KEY) !== 0) {
      this.#beginGroup(new Group());
    }
    if (this.#now && !this.#now.add(packet, isSkipped)) {
      this.#beginGroup(undefined);
    }
  }

  /** Whether the next packet, with this timestamp, could be decoded later from what is kept. */
  canDecode(pts: bigint): boolean {
    return this.#now?.canDecode(pts) ?? false;
  }

  #beginGroup(next: Group | undefined): void {
    this.#before?.free();
    this.#before = this.#now;
    this.#now = next;
  }

  /**
   * Decodes the frames with these timestamps, if they are still kept: all are of the same group.
   * @returns how many packets were decoded for them
   */
  decode(wanted: ReadonlySet<bigint>, onFrame: (frame: Frame, pts: bigint) => void): number {
    const groups = [this.#now, this.#before];
    const packets = groups.find((group) => group?.hasAny(wanted))?.upTo(wanted) ?? [];
    const decoder = this.#open();
    const frame = new Frame();
    frame.alloc();
    const receive = (): void => {
      while (decoder.receiveFrameSync(frame) >= 0) {
        const pts = ptsOf(frame);
        if (pts !== undefined && wanted.has(pts)) {
          onFrame(frame, pts);
        }
      }
    };
    try {
      for (const packet of packets) {
        decoder.sendPacketSync(packet);
        receive();
      }
      decoder.sendPacketSync(null);
      receive();
    } finally {
      frame.free();
      decoder.freeContext();
    }
    return packets.length;
  }

  free(): void {
    this.#now?.free();
    this.#before?.free();
  }
}
