import {
  AV_NOPTS_VALUE,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVSEEK_FLAG_BACKWARD,
} from 'node-av/constants';
import { type CodecContext, Frame, Packet } from 'node-av/lib';
import type { Checkpoint } from './checkpoint.ts';
import { ptsOf } from './clock.ts';
import type { Container } from './container.ts';
import { openPictureDecoder } from './decoder.ts';
import { MAX_READ_ERRORS } from './limits.ts';

/** In s. Records cut times to ms, so that a frame may begin up to one later. */
const ROUNDING_SECONDS = 0.001;

/** In s: how much further back is sought when a key frame turns out to be shown after the moment. */
const STEP_BACK_SECONDS = 2;

/**
 * In px of decoded frames: half a minute at 1080p30, which takes some seconds. Where key frames are so far from each other that more
 * would have to be decoded, the nearest frame must do. Not in time, or the pictures would depend on what else the machine does.
 */
const MOST_PIXELS = 2e9;

/** The same for moments whose very frame is wanted. */
const MOST_PIXELS_EXACT = 8e9;

/** A moment of which a frame is wanted, in s from the first frame. */
export type Moment = {
  seconds: number;
  /** Whether it must be the very frame that is shown then, and not a key frame shortly before it. */
  isExact: boolean;
};

/** Decodes single frames of a clip. Each frame is only valid until the next call. */
export class FrameSeeker {
  readonly #container: Container;
  readonly #checkpoint: Checkpoint;
  readonly #decoder: CodecContext;
  readonly #packet = new Packet();
  readonly #secondsPerTick: number;
  #origin = 0n;
  #shown = blankFrame();
  #hasShown = false;
  /** The one after it, when it was decoded to know how long that is shown. */
  #next = blankFrame();
  #hasNext = false;
  #readErrors = 0;
  /** Of all frames that were decoded. */
  #pixels = 0;

  /** @throws ClipUnreadableError when there is no decoder for the pictures */
  constructor(container: Container, file: string, checkpoint: Checkpoint) {
    this.#container = container;
    this.#checkpoint = checkpoint;
    this.#decoder = openPictureDecoder(container.video, file);
    this.#packet.alloc();
    const { num, den } = container.video.timeBase;
    this.#secondsPerTick = den > 0 ? num / den : 0;
  }

  /** The first frame, from which all times count; `undefined` when none can be decoded. To be called first. */
  async first(): Promise<Frame | undefined> {
    if (!(await this.#pull())) {
      return undefined;
    }
    this.#origin = ptsOf(this.#next) ?? 0n;
    return this.#next;
  }

  /**
   * Frames of these moments, which are in order. Where there is a key frame since the moment before, it is near enough, since it is
   * decoded alone. Nothing is handed over for a moment where nothing can be decoded.
   */
  async at(
    moments: readonly Moment[],
    onFrame: (frame: Frame, moment: Moment) => void,
  ): Promise<void> {
    for (const { key, moments: group } of await this.#byKeyFrame(moments)) {
      this.#seek(group[0]?.seconds ?? 0);
      for (const [index, moment] of group.entries()) {
        const { seconds, isExact } = moment;
        const most = isExact ? MOST_PIXELS_EXACT : MOST_PIXELS;
        const near = index === 0 && !isExact ? (key ?? seconds) : seconds;
        const frame = await this.#decodeUntil(near, most);
        const found = isExact ? await this.#notLate(frame, seconds) : frame;
        if (found !== undefined) {
          onFrame(found, moment);
        }
      }
    }
  }

  /** The frame for a moment: another when that is shown later, since seeking has missed a key frame. */
  async #notLate(frame: Frame | undefined, seconds: number): Promise<Frame | undefined> {
    let found = frame;
    for (const from of [seconds - STEP_BACK_SECONDS, 0]) {
      if (found !== undefined && this.#startOf(found) <= seconds + ROUNDING_SECONDS) {
        break;
      }
      if (this.#seek(Math.max(0, from))) {
        found = await this.#decodeUntil(seconds, MOST_PIXELS_EXACT);
      }
    }
    return found;
  }

  free(): void {
    this.#shown.free();
    this.#next.free();
    this.#packet.free();
    this.#decoder.freeContext();
  }

  /** Which moments have the same key frame before them: without seeking, all the first. */
  async #byKeyFrame(
    moments: readonly Moment[],
  ): Promise<{ key: number | undefined; moments: Moment[] }[]> {
    const groups: { key: number | undefined; moments: Moment[] }[] = [];
    for (const moment of moments) {
      const key = this.#seek(moment.seconds) ? await this.#nextKey() : undefined;
      const last = groups.at(-1);
      if (last !== undefined && (key === undefined || key === last.key)) {
        last.moments.push(moment);
      } else {
        groups.push({ key, moments: [moment] });
      }
    }
    return groups;
  }

  /** When the next packet of the pictures is shown, in s. */
  async #nextKey(): Promise<number | undefined> {
    if (!(await this.#read())) {
      return undefined;
    }
    const { pts } = this.#packet;
    this.#packet.unref();
    return pts === AV_NOPTS_VALUE ? undefined : Number(pts - this.#origin) * this.#secondsPerTick;
  }

  #seek(seconds: number): boolean {
    const { format, video } = this.#container;
    const ticks =
      this.#secondsPerTick > 0 ? (seconds + ROUNDING_SECONDS) / this.#secondsPerTick : 0;
    const timestamp = this.#origin + BigInt(Math.floor(ticks));
    this.#decoder.flushBuffers();
    this.#hasShown = false;
    this.#hasNext = false;
    this.#readErrors = 0;
    return format.seekFrameSync(video.index, timestamp, AVSEEK_FLAG_BACKWARD) >= 0;
  }

  /** The last frame that begins by this moment, in s; the first after it when there is none. */
  async #decodeUntil(seconds: number, mostPixels: number): Promise<Frame | undefined> {
    while (!(this.#hasShown && this.#startOf(this.#shown) >= seconds - ROUNDING_SECONDS)) {
      if (this.#hasShown && this.#pixels > mostPixels) {
        break;
      }
      if (!this.#hasNext && !(await this.#pull())) {
        break;
      }
      if (this.#hasShown && this.#startOf(this.#next) > seconds + ROUNDING_SECONDS) {
        break;
      }
      [this.#shown, this.#next] = [this.#next, this.#shown];
      this.#hasShown = true;
      this.#hasNext = false;
    }
    return this.#hasShown ? this.#shown : undefined;
  }

  /** Decodes the next frame. */
  async #pull(): Promise<boolean> {
    this.#hasNext = false;
    let received = this.#decoder.receiveFrameSync(this.#next);
    while (received === AVERROR_EAGAIN) {
      if (await this.#read()) {
        // What the decoder refuses is damage, and what follows may be readable.
        this.#decoder.sendPacketSync(this.#packet);
        this.#packet.unref();
      } else {
        this.#decoder.sendPacketSync(null);
      }
      received = this.#decoder.receiveFrameSync(this.#next);
    }
    this.#hasNext = received >= 0;
    this.#pixels += this.#next.width * this.#next.height;
    return this.#hasNext;
  }

  /** Reads the next packet of the pictures. */
  async #read(): Promise<boolean> {
    const { format, video } = this.#container;
    while (this.#readErrors < MAX_READ_ERRORS) {
      await this.#checkpoint();
      const read = format.readFrameSync(this.#packet);
      if (read === AVERROR_EOF) {
        return false;
      }
      if (read < 0) {
        this.#readErrors++;
        continue;
      }
      this.#readErrors = 0;
      if (this.#packet.streamIndex === video.index) {
        return true;
      }
      this.#packet.unref();
    }
    return false;
  }

  /** In s from the first frame. */
  #startOf(frame: Frame): number {
    const pts = ptsOf(frame);
    return pts === undefined ? 0 : Number(pts - this.#origin) * this.#secondsPerTick;
  }
}

function blankFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
