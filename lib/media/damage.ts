import { AV_FRAME_FLAG_CORRUPT, AV_NOPTS_VALUE, AV_PKT_FLAG_CORRUPT } from 'node-av/constants';
import type { Frame, Packet, Stream } from 'node-av/lib';
import type { Range } from '../record/schema.ts';

/** In s: damaged moments that are this near to each other are one damaged stretch. */
const JOINED_SECONDS = 0.5;

/** In s: a stretch without frames in a damaged clip that a slow frame rate does not explain. */
const GAP_SECONDS = 0.25;

/** Remembers where a clip could not be read as it was recorded. */
export class Damage {
  readonly #secondsPerTick: number;
  /** On the container's clock, in s. */
  readonly #packets: number[] = [];
  /** From the first frame, in s. */
  readonly #frames: number[] = [];
  readonly #gaps: Range[] = [];
  #lastFrame = 0;
  #lastPacket = 0;

  constructor({ timeBase: { num, den } }: Stream) {
    this.#secondsPerTick = den > 0 ? num / den : 0;
  }

  /** Whether there is any so far. */
  get isSeen(): boolean {
    return this.#packets.length > 0 || this.#frames.length > 0;
  }

  /** A packet that goes to the decoder. */
  packet({ pts, flags }: Packet, isRefused: boolean): void {
    if (pts !== AV_NOPTS_VALUE) {
      this.#lastPacket = Number(pts) * this.#secondsPerTick;
    }
    if (isRefused || (flags & AV_PKT_FLAG_CORRUPT) !== 0) {
      this.#packets.push(this.#lastPacket);
    }
  }

  /** A frame that came from it, and when it is shown. */
  frame(frame: Frame, seconds: number): void {
    if ((frame.flags & AV_FRAME_FLAG_CORRUPT) !== 0 || frame.decodeErrorFlags !== 0) {
      this.#frames.push(seconds);
    }
    if (seconds - this.#lastFrame > GAP_SECONDS) {
      this.#gaps.push({ start_seconds: this.#lastFrame, end_seconds: seconds });
    }
    this.#lastFrame = seconds;
  }

  /**
   * The stretches that were damaged, each from the first bad moment to the last, with the gap that it
   * tore into the frames; in s from the first frame of a clip that ends at `endSeconds`.
   */
  until(originSeconds: number, endSeconds: number): Range[] {
    const moments = [...this.#packets.map((seconds) => seconds - originSeconds), ...this.#frames]
      .map((seconds) => Math.max(0, Math.min(endSeconds, seconds)))
      .toSorted((a, b) => a - b);
    const ranges: Range[] = [];
    for (const seconds of moments) {
      const last = ranges.at(-1);
      if (last && seconds - last.end_seconds <= JOINED_SECONDS) {
        last.end_seconds = Math.max(last.end_seconds, seconds);
      } else {
        ranges.push({ start_seconds: seconds, end_seconds: seconds });
      }
    }
    return ranges.map((range) => this.#withGap(range));
  }

  #withGap({ start_seconds, end_seconds }: Range): Range {
    const touching = this.#gaps.filter(
      (gap) => gap.start_seconds <= end_seconds && gap.end_seconds >= start_seconds,
    );
    return {
      start_seconds: Math.min(start_seconds, ...touching.map((gap) => gap.start_seconds)),
      end_seconds: Math.max(end_seconds, ...touching.map((gap) => gap.end_seconds)),
    };
  }
}
