import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { random } from '../../../support/luma.ts';

export type Next = () => number;

/** Numbers from 0 to 1 in a row that depends on nothing but the seed. */
export function numbers(...seed: number[]): Next {
  let drawn = 0;
  return () => random(...seed, drawn++, 4711);
}

/** Paints a picture once. */
export function painted(
  width: number,
  height: number,
  seed: number,
  paint: (context: SKRSContext2D, next: Next) => void,
): Canvas {
  const canvas = createCanvas(width, height);
  paint(canvas.getContext('2d'), numbers(seed));
  return canvas;
}

export function colour(hue: number, saturation: number, lightness: number, alpha = 1): string {
  const [h, s, l] = [hue % 360, saturation, lightness].map((n) => n.toFixed(1));
  return `hsla(${h},${s}%,${l}%,${alpha})`;
}

export function ellipse(
  context: SKRSContext2D,
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  turn = 0,
): void {
  context.beginPath();
  context.ellipse(x, y, radiusX, radiusY, turn, 0, 2 * Math.PI);
  context.fill();
}

/** Soft spots of many sizes: skin, plaster, cloth and clouds. */
export function mottle(
  context: SKRSContext2D,
  next: Next,
  area: readonly [number, number, number, number],
  count: number,
  strength: number,
): void {
  const [left, top, width, height] = area;
  for (let i = 0; i < count; i++) {
    const [x, y] = [left + width * next(), top + height * next()];
    const radius = (0.01 + 0.12 * next() ** 2) * Math.max(width, height);
    const level = next() > 0.5 ? 255 : 0;
    const fill = context.createRadialGradient(x, y, 0, x, y, radius);
    fill.addColorStop(0, `rgba(${level},${level},${level},${strength})`);
    fill.addColorStop(1, `rgba(${level},${level},${level},0)`);
    context.fillStyle = fill;
    context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
}
