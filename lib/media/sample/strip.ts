import { AV_PIX_FMT_YUVJ420P } from 'node-av/constants';
import type { Frame } from 'node-av/lib';
import { blankPicture } from './blank-picture.ts';
import type { Size } from './geometry.ts';
import { JpegEncoder } from './jpeg.ts';
import { pictureScaler, type Recording, type Scaler } from './scale.ts';

/** Makes one picture of several frames, tile by tile and row by row. */
export class StripMaker {
  readonly #columns: number;
  readonly #tile: Size;
  readonly #quality: number;
  readonly #scaler: Scaler;
  /** Of each tile, its planes without gaps between rows. */
  readonly #tiles: Uint8Array[][] = [];

  /** @param tile with even sides, since chroma has half of them */
  constructor(tile: Size, columns: number, recording: Recording, quality: number) {
    this.#tile = tile;
    this.#columns = columns;
    this.#quality = quality;
    this.#scaler = pictureScaler(tile, recording);
  }

  get tiles(): number {
    return this.#tiles.length;
  }

  add(frame: Frame): void {
    const planes = this.#scaler.planes(frame);
    this.#tiles.push(
      planes.map(({ data, stride }, plane) => {
        const { width, height } = this.#sizeOf(plane);
        const copy = new Uint8Array(width * height);
        for (let y = 0; y < height; y++) {
          copy.set(data.subarray(y * stride, y * stride + width), y * width);
        }
        return copy;
      }),
    );
  }

  /** The tiles so far as JPEG. */
  make(): { jpeg: Uint8Array; columns: number; rows: number; tiles: number } {
    const tiles = this.#tiles.length;
    const columns = Math.min(this.#columns, tiles);
    const rows = Math.ceil(tiles / columns);
    const size = { width: columns * this.#tile.width, height: rows * this.#tile.height };
    const sheet = blankPicture(size, AV_PIX_FMT_YUVJ420P);
    const encoder = new JpegEncoder(size, this.#quality);
    try {
      for (const [plane, target] of (sheet.data ?? []).entries()) {
        this.#lay(plane, target, sheet.linesize[plane] ?? 0, columns);
      }
      return { jpeg: encoder.encode(sheet), columns, rows, tiles };
    } finally {
      encoder.free();
      sheet.free();
    }
  }

  #lay(plane: number, target: Uint8Array, stride: number, columns: number): void {
    const { width, height } = this.#sizeOf(plane);
    // Places without a tile are black.
    target.fill(plane === 0 ? 0 : 128);
    for (const [index, planes] of this.#tiles.entries()) {
      const source = planes[plane] ?? new Uint8Array();
      const start = Math.floor(index / columns) * height * stride + (index % columns) * width;
      for (let y = 0; y < height; y++) {
        target.set(source.subarray(y * width, (y + 1) * width), start + y * stride);
      }
    }
  }

  #sizeOf(plane: number): Size {
    const { width, height } = this.#tile;
    return plane === 0 ? this.#tile : { width: width / 2, height: height / 2 };
  }

  free(): void {
    this.#scaler.free();
  }
}
