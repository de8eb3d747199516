import type { Area } from './area.ts';

export type Side = 'top' | 'bottom' | 'left' | 'right';

/** Lines of pixels that lie parallel to one side of an area, counted from there inwards. */
export class Lines {
  /** How many lines the area has, and of how many pixels each consists. */
  readonly count: number;
  readonly length: number;
  readonly #first: number;
  readonly #inwards: number;
  readonly #along: number;

  /** @param stride pixels from one row of the picture to the next */
  constructor({ left, top, width, height }: Area, side: Side, stride: number) {
    const isLevel = side === 'top' || side === 'bottom';
    [this.count, this.length] = isLevel ? [height, width] : [width, height];
    const right = side === 'right' ? left + width - 1 : left;
    this.#first = (side === 'bottom' ? top + height - 1 : top) * stride + right;
    this.#inwards = (isLevel ? stride : 1) * (side === 'top' || side === 'left' ? 1 : -1);
    this.#along = isLevel ? 1 : stride;
  }

  /** Where a pixel of a line stands in the picture. */
  at(line: number, position: number): number {
    return this.#first + line * this.#inwards + position * this.#along;
  }

  /** Share of a line's pixels, all or some of them, by their places in the picture, for which something holds. */
  share(line: number, holds: (i: number) => boolean, from = 0, to = this.length): number {
    let count = 0;
    for (let position = from; position < to; position++) {
      count += holds(this.at(line, position)) ? 1 : 0;
    }
    return count / Math.max(1, to - from);
  }
}
