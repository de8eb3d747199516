import { AV_NOPTS_VALUE } from 'node-av/constants';
import type { Frame, Rational, Stream } from 'node-av/lib';

/** Assumed when neither frames nor container tell how long a frame lasts: 25 per s. */
const USUAL_FRAME_SECONDS = 0.04;

/** Mean frames per s, 0 / 0 when not known. Of raw DV, FFmpeg takes it for that of the packets of picture and sound. */
export function frameRateOf({ avgFrameRate, rFrameRate }: Stream): Rational {
  const perSecond = ({ num, den }: Rational): number => (den > 0 ? num / den : 0);
  const base = perSecond(rFrameRate);
  return base > 0 && perSecond(avgFrameRate) > 2 * base ? rFrameRate : avgFrameRate;
}

/** Turns the timestamps of decoded frames into seconds from the first one shown. */
export class Clock {
  readonly #timeBase: Rational;
  readonly #frameSeconds: number;
  #firstPts: bigint | undefined;
  #last = 0;
  #frames = 0;

  constructor(stream: Stream) {
    this.#timeBase = stream.timeBase;
    const { num, den } = frameRateOf(stream);
    this.#frameSeconds = num > 0 && den > 0 ? den / num : USUAL_FRAME_SECONDS;
  }

  /** When a frame appears. Times never run back, whatever a damaged file says. */
  start(frame: Frame): number {
    const pts = ptsOf(frame);
    if (this.#frames === 0) {
      this.#firstPts = pts;
    } else if (pts === undefined || this.#firstPts === undefined) {
      this.#last += this.#frameSeconds;
    } else {
      this.#last = Math.max(this.#last, this.#seconds(pts - this.#firstPts));
    }
    this.#frames++;
    return this.#last;
  }

  /** When a frame with this timestamp appears; nothing before the first one was shown. */
  at(pts: bigint): number | undefined {
    return this.#firstPts === undefined ? undefined : this.#seconds(pts - this.#firstPts);
  }

  /** On the container's clock, in s: when the first frame appears; 0 when it does not say. */
  get originSeconds(): number {
    return this.#firstPts === undefined ? 0 : this.#seconds(this.#firstPts);
  }

  /** When the last frame of the clip goes: its own duration, else the mean of those before it. */
  end(frame: Frame): number {
    const own = this.#seconds(frame.duration);
    if (own > 0) {
      return this.#last + own;
    }
    const mean = this.#last / (this.#frames - 1);
    return this.#last + (mean > 0 ? mean : this.#frameSeconds);
  }

  #seconds(ticks: bigint): number {
    return (Number(ticks) * this.#timeBase.num) / this.#timeBase.den;
  }
}

/** Of a decoded frame, in ticks of its stream. */
export function ptsOf({ bestEffortTimestamp, pts }: Frame): bigint | undefined {
  const known = bestEffortTimestamp === AV_NOPTS_VALUE ? pts : bestEffortTimestamp;
  return known === AV_NOPTS_VALUE ? undefined : known;
}
