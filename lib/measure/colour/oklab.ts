/** A colour in OKLab (Ottosson 2020): distances in it are those that people see. */
export type Oklab = {
  /** Lightness, 0 to 1. */
  l: number;
  /** Green (below 0) to red. */
  a: number;
  /** Blue (below 0) to yellow. */
  b: number;
};

/** Of an sRGB colour with parts from 0 to 255. */
export function oklabOf(red: number, green: number, blue: number): Oklab {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const long = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const medium = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const short = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    l: 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    a: 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    b: 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  };
}

/** IEC 61966-2-1. */
function linear(level: number): number {
  const share = Math.max(0, Math.min(1, level / 255));
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
