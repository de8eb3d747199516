import { type Canvas, createCanvas } from '@napi-rs/canvas';

/** A texture that can be sampled at any distance. */
export type Ripmap = {
  readonly source: Canvas;
  /** The texture halved `across` times in width and `down` times in height. */
  halved(across: number, down: number): Canvas;
};

/**
 * Keeps smaller copies of a texture, width and height apart. A wall seen at a flat angle shrinks far more
 * along the street than upwards; with one scale for both it would flicker or blur.
 */
export function ripmap(source: Canvas): Ripmap {
  const copies = new Map<string, Canvas>();
  const halved = (across: number, down: number): Canvas => {
    if (across === 0 && down === 0) {
      return source;
    }
    const key = `${across},${down}`;
    const known = copies.get(key);
    if (known !== undefined) {
      return known;
    }
    const larger = across > 0 ? halved(across - 1, down) : halved(across, down - 1);
    const width = Math.max(1, across > 0 ? larger.width >> 1 : larger.width);
    const height = Math.max(1, across > 0 ? larger.height : larger.height >> 1);
    const copy = createCanvas(width, height);
    const pen = copy.getContext('2d');
    // Exactly half, so that bilinear sampling is the mean of two neighbours.
    pen.imageSmoothingQuality = 'low';
    pen.drawImage(larger, 0, 0, width, height);
    copies.set(key, copy);
    return copy;
  };
  return { source, halved };
}

/** How often to halve so that `footprint` texels come close to one. */
export function halvings(footprint: number): number {
  return Math.min(8, Math.max(0, Math.round(Math.log2(footprint))));
}
