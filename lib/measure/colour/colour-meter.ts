import type { Measured } from '../../record/schema.ts';
import { WHOLE_PICTURE } from '../active-picture/part.ts';
import { COLOUR_NAMES, nearestName } from './names.ts';
import { oklabOf } from './oklab.ts';

/** A very small picture in colour: full-range Y'CbCr of BT.601, as in JPEG. */
export type ColourFrame = {
  /** In px, displayed orientation. */
  width: number;
  height: number;
  /** Row by row, `width * height` bytes each. */
  luma: Uint8Array;
  blue: Uint8Array;
  red: Uint8Array;
};

export type Colour = NonNullable<Measured['colour']>;

/** So many colours are told, and none that has less of the picture than this. */
const MOST_COLOURS = 5;
const SMALLEST_SHARE = 0.05;

/** Share of all greens (say) that are sage, for sage to be told and not green. */
const SPEAKS_FOR_ALL = 0.5;

/** Y'CbCr is named in steps of 8 levels: less than anybody tells apart. Grey (128) is in the middle of one. */
const STEP_BITS = 3;
const STEPS = (256 >> STEP_BITS) + 1;

/** `rg`, `yb`: on the opponent axes of Hasler and Süsstrunk, from red to green and from yellow to blue. */
type Point = { name: number; rg: number; yb: number; warmth: number };

/** Which colours a clip has, and how strong they are. */
export class ColourMeter {
  readonly #known = new Map<number, Point>();
  readonly #counts = new Float64Array(COLOUR_NAMES.length);
  readonly #sums = { pixels: 0, rg: 0, yb: 0, squares: 0, warmth: 0 };

  /** @param part of the picture that is no bar */
  add({ width, height, luma, blue, red }: ColourFrame, part = WHOLE_PICTURE): void {
    const sums = this.#sums;
    const [left, right] = edges(part.left, part.width, width);
    const [top, bottom] = edges(part.top, part.height, height);
    for (let y = top; y < bottom; y++) {
      for (let i = y * width + left; i < y * width + right; i++) {
        const { name, rg, yb, warmth } = this.#pointOf(
          luma[i] as number,
          blue[i] as number,
          red[i] as number,
        );
        this.#counts[name] = (this.#counts[name] as number) + 1;
        sums.rg += rg;
        sums.yb += yb;
        sums.squares += rg * rg + yb * yb;
        sums.warmth += warmth;
        sums.pixels++;
      }
    }
  }

  #pointOf(luma: number, blue: number, red: number): Point {
    const [y, u, v] = [step(luma), step(blue), step(red)];
    const key = (y * STEPS + u) * STEPS + v;
    const known = this.#known.get(key);
    if (known) {
      return known;
    }
    const point = pointOf(y << STEP_BITS, u << STEP_BITS, v << STEP_BITS);
    this.#known.set(key, point);
    return point;
  }

  /** Of all frames so far; nothing when there was none. */
  get colour(): Colour | undefined {
    const { pixels, rg, yb, squares, warmth } = this.#sums;
    if (pixels === 0) {
      return undefined;
    }
    const fromGrey = (rg / pixels) ** 2 + (yb / pixels) ** 2;
    return {
      dominant: dominantOf([...this.#counts].map((count) => count / pixels)),
      colourfulness:
        Math.sqrt(Math.max(0, squares / pixels - fromGrey)) + 0.3 * Math.sqrt(fromGrey),
      warmth: warmth / pixels,
    };
  }
}

/** The first and the last px, plus one, that lie wholly inside. */
function edges(from: number, length: number, side: number): [number, number] {
  const rounding = 1e-6;
  return [Math.ceil(from * side - rounding), Math.floor((from + length) * side + rounding)];
}

/** @param shares of the pixels, one for each of `COLOUR_NAMES` */
function dominantOf(shares: readonly number[]): Colour['dominant'] {
  const terms = new Map<string, { share: number; name: string; most: number }>();
  for (const [index, { name, term }] of COLOUR_NAMES.entries()) {
    const share = shares[index] ?? 0;
    const known = terms.get(term) ?? { share: 0, name, most: 0 };
    terms.set(term, {
      share: known.share + share,
      ...(share > known.most ? { name, most: share } : { name: known.name, most: known.most }),
    });
  }
  return [...terms]
    .map(([term, { share, name, most }]) => ({
      name: most >= share * SPEAKS_FOR_ALL ? name : term,
      share,
    }))
    .filter(({ share }) => share >= SMALLEST_SHARE)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MOST_COLOURS);
}

function step(level: number): number {
  return (level + (1 << (STEP_BITS - 1))) >> STEP_BITS;
}

function pointOf(luma: number, blue: number, red: number): Point {
  const [cb, cr] = [blue - 128, red - 128];
  const [r, g, b] = [luma + 1.402 * cr, luma - 0.344136 * cb - 0.714136 * cr, luma + 1.772 * cb];
  const oklab = oklabOf(r, g, b);
  return { name: nearestName(oklab), rg: r - g, yb: (r + g) / 2 - b, warmth: oklab.b };
}
