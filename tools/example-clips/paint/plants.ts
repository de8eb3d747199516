import { between, type Random } from '../random.ts';
import { blend, type Colour, shade } from './colour.ts';
import { dab, type Pen, polygon, within } from './picture.ts';

/** A leafy tree; `(x, y)` is the foot of its trunk, `height` in px. */
export function tree(
  pen: Pen,
  random: Random,
  x: number,
  y: number,
  height: number,
  leaf: Colour,
): void {
  pen.fillStyle = '#5d4632';
  polygon(pen, [
    [x - height * 0.045, y],
    [x - height * 0.02, y - height * 0.55],
    [x + height * 0.02, y - height * 0.55],
    [x + height * 0.05, y],
  ]);
  foliage(pen, random, { x, y: y - height * 0.62, rx: height * 0.36, ry: height * 0.38 }, leaf);
}

/** A mass of leaves inside an ellipse, lit from the upper left. */
export function foliage(
  pen: Pen,
  random: Random,
  mass: { x: number; y: number; rx: number; ry: number },
  leaf: Colour,
): void {
  const size = Math.min(mass.rx, mass.ry);
  const clumps = Math.round(70 + size * 6);
  for (let index = 0; index < clumps; index += 1) {
    // The later a leaf is drawn, the more it lies in the light.
    const light = index / clumps;
    const angle = random() * 2 * Math.PI;
    const reach = Math.sqrt(random()) * (1 - 0.18 * light);
    const across = Math.cos(angle) * reach - 0.16 * light;
    const down = Math.sin(angle) * reach - 0.2 * light;
    pen.fillStyle = blend(shade(leaf, -0.42), shade(leaf, 0.3), light * 0.75 + random() * 0.25);
    const leafSize = Math.max(0.9, size * between(random, 0.05, 0.15) * (1.35 - light));
    dab(
      pen,
      mass.x + across * mass.rx,
      mass.y + down * mass.ry,
      leafSize,
      leafSize * 0.72,
      random() * 3,
    );
  }
}

/** A slim cypress; `(x, y)` is its foot. */
export function cypress(pen: Pen, random: Random, x: number, y: number, height: number): void {
  for (let index = 0; index < 90; index += 1) {
    const up = random();
    const girth = height * 0.1 * Math.sin(Math.PI * Math.min(1, 0.12 + (1 - up) * 0.75));
    const across = between(random, -1, 1);
    pen.fillStyle = blend('#1f3a28', '#5f8a4a', (1 - (across + 1) / 2) * 0.6 + random() * 0.25);
    dab(pen, x + across * girth, y - up * height, height * 0.018, height * 0.05);
  }
}

/** A row of flowers over leaves, as in a window box. */
export function flowers(
  pen: Pen,
  random: Random,
  x: number,
  y: number,
  width: number,
  bloom: Colour,
): void {
  const size = Math.max(0.8, width * 0.045);
  for (let index = 0; index < 26; index += 1) {
    pen.fillStyle =
      index < 13
        ? blend('#2f5a2e', '#79a548', random())
        : shade(bloom, between(random, -0.15, 0.3));
    dab(pen, x + random() * width, y - random() * size * 3.2, size * between(random, 0.7, 1.2));
  }
}

/** A plant in a clay pot; `(x, y)` is the middle of the pot's foot. */
export function pottedPlant(pen: Pen, random: Random, x: number, y: number, height: number): void {
  within(pen, () => {
    pen.fillStyle = '#b8663f';
    polygon(pen, [
      [x - height * 0.14, y],
      [x - height * 0.2, y - height * 0.36],
      [x + height * 0.2, y - height * 0.36],
      [x + height * 0.14, y],
    ]);
    pen.fillStyle = '#d07f55';
    pen.fillRect(x - height * 0.22, y - height * 0.41, height * 0.44, height * 0.08);
    foliage(
      pen,
      random,
      { x, y: y - height * 0.68, rx: height * 0.27, ry: height * 0.32 },
      '#5f9348',
    );
  });
}
