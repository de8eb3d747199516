import {
  AV_PIX_FMT_GBRP,
  AV_PIX_FMT_GBRP10LE,
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_GRAY10LE,
  AVCOL_SPC_RGB,
} from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import { blankPicture } from './blank-picture.ts';
import type { Size } from './geometry.ts';
import { scaleInto } from './scale-into.ts';
import { type HdrTransfer, ToneMap } from './tone-map.ts';

/** Scales HDR frames to small SDR pictures: in gray, or in RGB. Only what is left after scaling is mapped. */
export class HdrScaler {
  readonly #context = new SoftwareScaleContext();
  readonly #toneMap: ToneMap;
  readonly #hdr: Frame;
  readonly #sdr: Frame;
  readonly #from: Uint16Array[];
  readonly #to: Uint8Array[];

  constructor(size: Size, isGray: boolean, flags: string, transfer: HdrTransfer) {
    this.#context.allocContext();
    this.#context.setOption('sws_flags', flags);
    this.#toneMap = new ToneMap(transfer);
    this.#hdr = blankPicture(size, isGray ? AV_PIX_FMT_GRAY10LE : AV_PIX_FMT_GBRP10LE);
    this.#sdr = blankPicture(size, isGray ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_GBRP);
    if (!isGray) {
      this.#hdr.colorSpace = AVCOL_SPC_RGB;
      this.#sdr.colorSpace = AVCOL_SPC_RGB;
    }
    this.#from = (this.#hdr.data ?? []).map(
      ({ buffer, byteOffset, byteLength }) => new Uint16Array(buffer, byteOffset, byteLength >> 1),
    );
    this.#to = this.#sdr.data ?? [];
  }

  /** The result is good until the next call. */
  scale(frame: Frame): Frame {
    // Else swscale would map it too, at its full size, and other than gray.
    this.#hdr.colorTrc = frame.colorTrc;
    this.#hdr.colorPrimaries = frame.colorPrimaries;
    scaleInto(this.#context, this.#hdr, frame);
    const { width, height } = this.#hdr;
    // In samples.
    const fromStride = (this.#hdr.linesize[0] ?? 0) >> 1;
    const toStride = this.#sdr.linesize[0] ?? 0;
    for (let y = 0; y < height; y++) {
      const from = this.#from.map((plane) =>
        plane.subarray(y * fromStride, y * fromStride + width),
      );
      const to = this.#to.map((plane) => plane.subarray(y * toStride, y * toStride + width));
      this.#toneMap.map(from, to);
    }
    return this.#sdr;
  }

  free(): void {
    this.#context.freeContext();
    this.#hdr.free();
    this.#sdr.free();
  }
}
