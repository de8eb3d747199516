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

/** In s: the same around several skipped side by side, which only high frame rates allow. */
const LONGEST_RUN_SECONDS = 0.085;

/** Frames within so many times their length stand side by side. */
const SIDE_BY_SIDE = 1.5;

/** Frames side by side that were not decoded, because nothing needed them. */
export type SkippedFrames = {
  /** In s, of each, in order. */
  starts: readonly number[];
  /** Decodes them after all, which costs as much as decoding from the last key frame on. */
  decode: (onFrame: (frame: Frame, startSeconds: number) => void) => void;
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
 * Skips non-reference frames that are not needed, but few side by side. They can be decoded after all, when their
 * neighbours show that something happens there. Once that has cost more than was saved, nothing is skipped any
 * more. What is measured must not depend on any of this.
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
      !this.#isShortStep(seconds, length) ||
      !this.#gopCache.canDecode(pts) ||
      !this.#isNonReference?.(packet) ||
      this.#wants(seconds, seconds + length)
    ) {
      return undefined;
    }
    return { pts, seconds, length };
  }

  /** Whether the decoded frames around stay near to each other when this one is skipped too. */
  #isShortStep(seconds: number, length: number): boolean {
    const run: Skipped[] = [];
    let others = this.#pending;
    const isBeside = (one: Skipped): boolean =>
      [...run, { seconds, length }].some(
        (other) =>
          Math.abs(other.seconds - one.seconds) < SIDE_BY_SIDE * Math.max(one.length, other.length),
      );
    for (let found = others.filter(isBeside); found.length > 0; found = others.filter(isBeside)) {
      run.push(...found);
      others = others.filter((one) => !run.includes(one));
    }
    const step = run.reduce((sum, one) => sum + one.length, 2 * length);
    return step <= (run.length > 0 ? LONGEST_RUN_SECONDS : LONGEST_STEP_SECONDS);
  }

  /** The frames that were skipped just before the one that is shown from this moment on. */
  before(seconds: number): SkippedFrames | undefined {
    const skipped = this.#pending
      .filter((one) => one.seconds < seconds)
      .toSorted((a, b) => a.seconds - b.seconds);
    if (skipped.length === 0) {
      return undefined;
    }
    this.#pending = this.#pending.filter((one) => one.seconds >= seconds);
    const starts = new Map(skipped.map((one) => [one.pts, one.seconds]));
    return {
      starts: [...starts.values()],
      decode: (onFrame) => {
        const wanted = new Set(starts.keys());
        this.#decodedAgain += this.#gopCache.decode(wanted, (frame, pts) => {
          onFrame(frame, starts.get(pts) as number);
        });
        this.#isOn &&= this.#decodedAgain <= this.#count;
      },
    };
  }

  free(): void {
    this.#gopCache.free();
  }
}
