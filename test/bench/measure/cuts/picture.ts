/** A picture that is being made: RGBA, 8 bits each, row by row. */
export type Picture = { width: number; height: number; pixels: Uint8Array };

export type Colour = readonly [number, number, number];

export const BLACK: Colour = [0, 0, 0];
export const WHITE: Colour = [255, 255, 255];

export function plain(width: number, height: number, [r, g, b]: Colour): Picture {
  const word = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  const pixels = new Uint8Array(new Uint32Array(width * height).fill(word).buffer);
  return { width, height, pixels };
}

/** Fills a rectangle, given in shares of the picture; `opacity` 1 covers what is behind. */
export function fill(
  { width, height, pixels }: Picture,
  [left, top, right, bottom]: readonly [number, number, number, number],
  colour: Colour,
  opacity = 1,
): void {
  const [fromX, toX] = [Math.round(left * width), Math.round(right * width)];
  for (let y = Math.round(top * height); y < Math.round(bottom * height); y++) {
    for (let i = 4 * (y * width + fromX); i < 4 * (y * width + toX); i += 4) {
      for (let c = 0; c < 3; c++) {
        const behind = pixels[i + c] as number;
        pixels[i + c] = behind + opacity * ((colour[c] as number) - behind);
      }
    }
  }
}

/** Each pixel by a share of its own, from `from` (0) to `to` (1). */
export function mix(from: Picture, to: Picture, share: (x: number, y: number) => number): Picture {
  const { width, height } = from;
  const pixels = new Uint8Array(from.pixels.length).fill(255);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      const part = share((x + 0.5) / width, (y + 0.5) / height);
      for (let c = i; c < i + 3; c++) {
        const a = from.pixels[c] as number;
        pixels[c] = a + part * ((to.pixels[c] as number) - a);
      }
    }
  }
  return { width, height, pixels };
}

/** Brightens or darkens a picture: each channel times `gain` plus `offset`. */
export function lit(picture: Picture, gain: number, offset: number): Picture {
  const pixels = picture.pixels.map((value, i) =>
    i % 4 === 3 ? 255 : Math.max(0, Math.min(255, value * gain + offset)),
  );
  return { ...picture, pixels };
}
