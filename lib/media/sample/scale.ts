import { AV_PIX_FMT_GRAY8, AV_PIX_FMT_YUVJ420P, type AVPixelFormat } from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import { blankPicture } from './blank-picture.ts';
import { type Size, swapped } from './geometry.ts';
import { HdrScaler } from './hdr-scaler.ts';
import { isUpright, type Orientation, type Plane, swapsSides, turnPlane } from './orientation.ts';
import { scaleInto } from './scale-into.ts';
import type { HdrTransfer } from './tone-map.ts';

/** What the frames of a clip have in common that its pictures are not to show. */
export type Recording = { orientation: Orientation; hdr?: HdrTransfer | undefined };

/** Scales decoded frames to one size, turns them upright and makes SDR of HDR. */
export class Scaler {
  readonly #context = new SoftwareScaleContext();
  readonly #orientation: Orientation;
  readonly #hdr: HdrScaler | undefined;
  readonly #stored: Frame;
  readonly #upright: Frame;
  #planes: readonly Plane[] | undefined;

  /** @param size of the result, in displayed orientation */
  constructor(size: Size, format: AVPixelFormat, flags: string, { orientation, hdr }: Recording) {
    this.#orientation = orientation;
    this.#context.allocContext();
    this.#context.setOption('sws_flags', flags);
    const stored = swapsSides(orientation) ? swapped(size) : size;
    this.#hdr = hdr && new HdrScaler(stored, format === AV_PIX_FMT_GRAY8, flags, hdr);
    this.#stored = blankPicture(stored, format);
    this.#upright = isUpright(orientation) ? this.#stored : blankPicture(size, format);
  }

  /** Full-range planar samples. The result is good until the next call. */
  scale(frame: Frame): Frame {
    const sdr = this.#hdr?.scale(frame) ?? frame;
    scaleInto(this.#context, this.#stored, sdr);
    if (this.#upright !== this.#stored) {
      this.#turn();
    }
    return this.#upright;
  }

  /** The first plane of a scaled frame: all of it, in gray. Good until the next call. */
  plane(frame: Frame): Plane {
    return this.planes(frame)[0] ?? { data: Buffer.alloc(0), stride: 0 };
  }

  /** The planes of a scaled frame. Good until the next call. */
  planes(frame: Frame): readonly Plane[] {
    const scaled = this.scale(frame);
    // The same memory every time, and asking for it costs as much as scaling a small picture.
    this.#planes ??= (scaled.data ?? []).map((data, i) => ({
      data,
      stride: scaled.linesize[i] ?? 0,
    }));
    return this.#planes;
  }

  #turn(): void {
    const { width, height, linesize } = this.#stored;
    const from = this.#stored.data ?? [];
    const to = this.#upright.data ?? [];
    for (const [plane, source] of from.entries()) {
      const target = to[plane];
      if (target) {
        turnPlane(
          { data: source, stride: linesize[plane] ?? 0 },
          { data: target, stride: this.#upright.linesize[plane] ?? 0 },
          // 4:2:0 keeps half the chroma samples each way, rounded up.
          plane === 0 ? width : Math.ceil(width / 2),
          plane === 0 ? height : Math.ceil(height / 2),
          this.#orientation,
        );
      }
    }
  }

  free(): void {
    this.#hdr?.free();
    this.#context.freeContext();
    this.#stored.free();
    if (this.#upright !== this.#stored) {
      this.#upright.free();
    }
  }
}

/** For measuring: the mean over each pixel's area, so that nothing aliases. */
export function lumaScaler(size: Size, recording: Recording): Scaler {
  return new Scaler(size, AV_PIX_FMT_GRAY8, 'area', recording);
}

/** For looking at: in the format that JPEG keeps. */
export function pictureScaler(size: Size, recording: Recording): Scaler {
  return new Scaler(size, AV_PIX_FMT_YUVJ420P, 'bicubic+accurate_rnd+full_chroma_int', recording);
}
