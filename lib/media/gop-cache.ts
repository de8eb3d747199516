import { AV_PKT_FLAG_KEY } from 'node-av/constants';
import { type CodecContext, Frame, type Packet } from 'node-av/lib';
import { ptsOf } from './clock.ts';

/** What is remembered of a clip at most, in packets and bytes: 12 s at 25 fps and 20 Mbit/s. */
const MAX_PACKETS = 300;
const MAX_BYTES = 32 * 2 ** 20;

type Remembered = { packet: Packet; isLeftOut: boolean };

/** Packets from one key frame to the next: all that a decoder needs for the pictures between. */
class Group {
  readonly #all: Remembered[] = [];
  #bytes = 0;

  /** @returns whether there was room */
  add(packet: Packet, isLeftOut: boolean): boolean {
    const copy = this.hasRoom ? packet.clone() : null;
    if (copy) {
      this.#bytes += packet.size;
      this.#all.push({ packet: copy, isLeftOut });
    }
    return copy !== null;
  }

  get hasRoom(): boolean {
    return this.#all.length < MAX_PACKETS && this.#bytes < MAX_BYTES;
  }

  has(pts: bigint): boolean {
    return this.#all.some(({ packet }) => packet.pts === pts);
  }

  /** What leads to the packet with this timestamp, in the order of decoding. */
  upTo(pts: bigint): Packet[] {
    const end = this.#all.findIndex(({ packet }) => packet.pts === pts) + 1;
    return this.#all
      .slice(0, end)
      .filter(({ packet, isLeftOut }) => !isLeftOut || packet.pts === pts)
      .map(({ packet }) => packet);
  }

  free(): void {
    for (const { packet } of this.#all.splice(0)) {
      packet.free();
    }
  }
}

/** Remembers the last packets of a clip, so that a frame that was left out can be seen after all. */
export class Replay {
  readonly #open: () => CodecContext;
  #now: Group | undefined;
  /** Frames come out of a decoder late: the next group may have begun. */
  #before: Group | undefined;

  /** @param open opens a decoder for each replay */
  constructor(open: () => CodecContext) {
    this.#open = open;
  }

  /** Every packet, in the order of decoding. */
  remember(packet: Packet, isLeftOut: boolean): void {
    if ((packet.flags & AV_PKT_FLAG_KEY) !== 0) {
      this.#turn(new Group());
    }
    if (this.#now && !this.#now.add(packet, isLeftOut)) {
      this.#turn(undefined);
    }
  }

  /** Whether there is a key frame to begin with, and room. */
  get isReady(): boolean {
    return this.#now?.hasRoom ?? false;
  }

  #turn(next: Group | undefined): void {
    this.#before?.free();
    this.#before = this.#now;
    this.#now = next;
  }

  /**
   * Hands over the frame with a timestamp, if it is remembered.
   * @returns how many packets had to be decoded for it
   */
  show(pts: bigint, see: (frame: Frame) => void): number {
    const packets = [this.#now, this.#before].find((group) => group?.has(pts))?.upTo(pts) ?? [];
    const decoder = this.#open();
    const frame = new Frame();
    frame.alloc();
    const receive = (): void => {
      while (decoder.receiveFrameSync(frame) >= 0) {
        if (ptsOf(frame) === pts) {
          see(frame);
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
