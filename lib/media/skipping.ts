import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import type { CodecContext, Frame, Packet, Stream } from 'node-av/lib';
import type { Clock } from './clock.ts';
import { GopCache } from './gop-cache.ts';
import { nonReferenceTest } from './non-reference.ts';

/**
 * In s, from one decoded frame to the next around a skipped one: short enough to notice a cut or a fade
 * between them. At lower frame rates nothing is skipped.
 */
const LONGEST_STEP_SECONDS = 0.17;

/** Frames within so many times their length stand side by side. */
const SIDE_BY_SIDE = 1.5;

/** A frame that was not decoded, because nothing needed it. */
export type SkippedFrame = {
  startSeconds: number;
  /** Decodes it after all, which costs as much as decoding from the last key frame on. */
  decode: (onFrame: (frame: Frame) => void) => void;
};

/** Whether the frame shown from one moment to another, in s, is needed. */
export type Wants = (startSeconds: number, endSeconds: number) => boolean;

type Stage = {
  stream: Stream;
  clock: Clock;
  wants: Wants;
  /** Opens a decoder for skipped frames that are needed after all. */
  open: () => CodecContext;
};

type Skipped = { pts: bigint; seconds: number; length: number };

/**
 * Skips non-reference frames that are not needed, but never two side by side. A skipped frame can be decoded
 * after all, when its neighbours show that something happens there. Once that has cost more than was saved,
 * nothing is skipped any more. What is measured must not depend on any of this.
 */
export class Skipping {
  readonly #isNonReference: ((packet: Packet) => boolean) | undefined;
  readonly #secondsPerTick: number;
  readonly #clock: Clock;
  readonly #wants: Wants;
  readonly #gopCache: GopCache;
  #isOn: boolean;
  /** Those that the decoded frames have not reached yet. */
  #pending: Skipped[] = [];
  #latestPts: bigint | undefined;
  #count = 0;
  #decodedAgain = 0;

  constructor({ stream, clock, wants, open }: Stage) {
    const { num, den } = stream.timeBase;
    this.#isNonReference = nonReferenceTest(stream);
    this.#isOn = this.#isNonReference !== undefined;
    this.#secondsPerTick = num / den;
    this.#clock = clock;
    this.#wants = wants;
    this.#gopCache = new GopCache(open);
  }

  /** How many frames were skipped. */
  get count(): number {
    return this.#count;
  }

  /** Whether a packet is skipped. Takes every packet of the stream, in decoding order. */
  skips(packet: Packet): boolean {
    if (!this.#isOn) {
      return false;
    }
    const skipped = this.#skippable(packet);
    this.#gopCache.add(packet, skipped !== undefined);
    if (skipped) {
      this.#pending.push(skipped);
      this.#count++;
    } else if (packet.pts > (this.#latestPts ?? AV_NOPTS_VALUE)) {
      this.#latestPts = packet.pts;
    }
    return skipped !== undefined;
  }

  /** The frame that a packet holds, when it can be skipped. */
  #skippable(packet: Packet): Skipped | undefined {
    const { pts, duration, flags } = packet;
    const seconds = this.#clock.at(pts);
    const length = Number(duration) * this.#secondsPerTick;
    const isPlain = (flags & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD)) === 0;
    // Never the last frame: its end is the end of the clip.
    const isBetween =
      pts !== AV_NOPTS_VALUE && this.#latestPts !== undefined && pts < this.#latestPts;
    if (
      seconds === undefined ||
      !isPlain ||
      !isBetween ||
      length <= 0 ||
      2 * length > LONGEST_STEP_SECONDS ||
      this.#isBesideSkipped(seconds, length) ||
      !this.#gopCache.canDecode(pts) ||
      !this.#isNonReference?.(packet) ||
      this.#wants(seconds, seconds + length)
    ) {
      return undefined;
    }
    return { pts, seconds, length };
  }

  #isBesideSkipped(seconds: number, length: number): boolean {
    return this.#pending.some(
      (other) => Math.abs(other.seconds - seconds) < SIDE_BY_SIDE * Math.max(length, other.length),
    );
  }

  /** The frame that was skipped just before the one that is shown from this moment on. */
  before(seconds: number): SkippedFrame | undefined {
    const skipped = this.#pending.findLast((one) => one.seconds < seconds);
    this.#pending = this.#pending.filter((one) => one.seconds >= seconds);
    return (
      skipped && {
        startSeconds: skipped.seconds,
        decode: (onFrame) => {
          this.#decodedAgain += this.#gopCache.decode(skipped.pts, onFrame);
          this.#isOn &&= this.#decodedAgain <= this.#count;
        },
      }
    );
  }

  free(): void {
    this.#gopCache.free();
  }
}
