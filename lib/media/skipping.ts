import { AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT, AV_PKT_FLAG_DISCARD } from 'node-av/constants';
import type { CodecContext, Frame, Packet, Stream } from 'node-av/lib';
import type { Clock } from './clock.ts';
import { Replay } from './gop-cache.ts';
import { droppableIn } from './non-reference.ts';

/**
 * In s, from one shown frame to the next around one that is left out: hand shake is still seen.
 * Slower clips have no frames to spare.
 */
const LONGEST_STEP_SECONDS = 0.17;

/** Frames within so many times their length stand side by side. */
const SIDE_BY_SIDE = 1.5;

/** A frame that was not decoded, for nobody wanted it. */
export type LeftOut = {
  startSeconds: number;
  /** Decodes it after all: as much again as from the last key frame on. */
  see: (onFrame: (frame: Frame) => void) => void;
};

/** Whether somebody wants to see what is shown from one moment to another, in s. */
export type Wants = (startSeconds: number, endSeconds: number) => boolean;

type Stage = {
  stream: Stream;
  clock: Clock;
  wants: Wants;
  /** Opens a decoder to look at what was left out. */
  open: () => CodecContext;
};

type Missing = { pts: bigint; seconds: number; length: number };

/**
 * Leaves out frames to which no other refers, a third of all decoding, but never two side by side.
 * What then seems to happen between two shown frames can be looked at afterwards, to the frame. When
 * that has cost more than was saved, nothing is left out any more.
 */
export class Skipping {
  readonly #isDroppable: ((packet: Packet) => boolean) | undefined;
  readonly #secondsPerTick: number;
  readonly #clock: Clock;
  readonly #wants: Wants;
  readonly #replay: Replay;
  #isOn: boolean;
  /** Those that the shown frames have not reached yet. */
  #missing: Missing[] = [];
  #latestPts: bigint | undefined;
  #count = 0;
  #replayed = 0;

  constructor({ stream, clock, wants, open }: Stage) {
    const { num, den } = stream.timeBase;
    this.#isDroppable = droppableIn(stream);
    this.#isOn = this.#isDroppable !== undefined;
    this.#secondsPerTick = num / den;
    this.#clock = clock;
    this.#wants = wants;
    this.#replay = new Replay(open);
  }

  /** How many frames were left out. */
  get count(): number {
    return this.#count;
  }

  /** Whether a packet is left out. Every packet of the stream, in the order of decoding. */
  leavesOut(packet: Packet): boolean {
    if (!this.#isOn) {
      return false;
    }
    const missing = this.#spare(packet);
    this.#replay.remember(packet, missing !== undefined);
    if (missing) {
      this.#missing.push(missing);
      this.#count++;
    } else if (packet.pts > (this.#latestPts ?? AV_NOPTS_VALUE)) {
      this.#latestPts = packet.pts;
    }
    return missing !== undefined;
  }

  /** What will be missing if a packet is left out; nothing when it is needed. */
  #spare(packet: Packet): Missing | undefined {
    const { pts, duration, flags } = packet;
    const seconds = this.#clock.at(pts);
    const length = Number(duration) * this.#secondsPerTick;
    const isPlain = (flags & (AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD)) === 0;
    // Only between others: the last frame tells where the clip ends.
    const isBetween =
      pts !== AV_NOPTS_VALUE && this.#latestPts !== undefined && pts < this.#latestPts;
    if (
      seconds === undefined ||
      !isPlain ||
      !isBetween ||
      length <= 0 ||
      2 * length > LONGEST_STEP_SECONDS ||
      this.#hasMissingBeside(seconds, length) ||
      !this.#replay.isReady ||
      !this.#isDroppable?.(packet) ||
      this.#wants(seconds, seconds + length)
    ) {
      return undefined;
    }
    return { pts, seconds, length };
  }

  #hasMissingBeside(seconds: number, length: number): boolean {
    return this.#missing.some(
      (other) => Math.abs(other.seconds - seconds) < SIDE_BY_SIDE * Math.max(length, other.length),
    );
  }

  /** The frame that was left out just before one that is shown at this moment. */
  before(seconds: number): LeftOut | undefined {
    const missing = this.#missing.findLast((one) => one.seconds < seconds);
    this.#missing = this.#missing.filter((one) => one.seconds >= seconds);
    return (
      missing && {
        startSeconds: missing.seconds,
        see: (onFrame) => {
          this.#replayed += this.#replay.show(missing.pts, onFrame);
          this.#isOn &&= this.#replayed <= this.#count;
        },
      }
    );
  }

  free(): void {
    this.#replay.free();
  }
}
