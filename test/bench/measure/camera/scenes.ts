import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { colour, ellipse, mottle, type Next, painted } from './paint.ts';

/** In px: four frames of SPAN wide. */
export const SCENE = { width: 2560, height: 1440 } as const;
/** px of a scene along the longer side of a frame that has not zoomed. */
export const SPAN = 640;

type Paint = (context: SKRSContext2D, next: Next) => void;
const { width: W, height: H } = SCENE;

/** Surfaces that fill the picture, and views with a horizon in the middle. */
const paints = {
  // Dead leaves: opaque discs of all sizes, the standard model of natural pictures.
  foliage: (context, next) => {
    fill(context, colour(90, 30, 30));
    for (let i = 0; i < 5200; i++) {
      context.fillStyle = colour(60 + 80 * next(), 20 + 50 * next(), 12 + 60 * next());
      const radius = 4 / (next() + 0.04);
      ellipse(context, W * next(), H * next(), radius, radius * (0.5 + next()), 3 * next());
    }
  },
  bricks: (context, next) => {
    fill(context, colour(30, 12, 62));
    for (let row = 0; row * 24 < H; row++) {
      for (let column = -1; column * 62 < W; column++) {
        context.fillStyle = colour(8 + 14 * next(), 35 + 25 * next(), 32 + 20 * next());
        context.fillRect(column * 62 + (row % 2) * 31 + 3, row * 24 + 3, 56, 18);
      }
    }
    mottle(context, next, [0, 0, W, H], 260, 0.09);
  },
  // Hardly anything on it: a socket, a picture, a crack, uneven plaster.
  wall: (context, next) => {
    fill(context, colour(40 + 20 * next(), 18, 72));
    mottle(context, next, [0, 0, W, H], 90, 0.05);
    for (let i = 0; i < 64; i++) {
      const [x, y, width, height] = [W * next(), H * next(), 40 + 110 * next(), 30 + 90 * next()];
      context.fillStyle = colour(360 * next(), 40, 25 + 20 * next());
      context.fillRect(x, y, width, height);
      context.fillStyle = colour(360 * next(), 45, 50 + 30 * next());
      context.fillRect(x + 6, y + 6, width - 12, height - 12);
      context.fillStyle = colour(360 * next(), 45, 40);
      ellipse(context, x + width * next(), y + height * next(), 12, 9);
    }
  },
  shop: (context, next) => {
    fill(context, colour(35, 20, 30));
    for (let y = 20; y < H; y += 96) {
      context.fillStyle = colour(30, 30, 22);
      context.fillRect(0, y + 78, W, 10);
      for (let x = 0; x < W; ) {
        const [width, height] = [14 + 40 * next(), 34 + 40 * next()];
        context.fillStyle = colour(360 * next(), 30 + 60 * next(), 25 + 50 * next());
        context.fillRect(x, y + 78 - height, width, height);
        context.fillStyle = colour(360 * next(), 60, 75);
        context.fillRect(x + 3, y + 78 - height * 0.7, width - 6, height * 0.25);
        x += width + 2 + (next() > 0.85 ? 40 * next() : 0);
      }
    }
  },
  posters: (context, next) => {
    fill(context, colour(210, 10, 55));
    for (let i = 0; i < 420; i++) {
      const [x, y, width] = [W * next(), H * next(), 50 + 150 * next()];
      context.save();
      context.translate(x, y);
      context.rotate((next() - 0.5) / 3);
      context.fillStyle = colour(360 * next(), 30 + 50 * next(), 30 + 55 * next());
      context.fillRect(0, 0, width, width * 1.2);
      context.fillStyle = colour(360 * next(), 50, next() > 0.5 ? 15 : 90);
      context.font = `bold ${Math.round(width / 3)}px sans-serif`;
      const word = Array.from({ length: 4 }, () => String.fromCharCode(65 + 26 * next())).join('');
      context.fillText(word, 5, width / 2);
      ellipse(context, width * next(), width, width / 5, width / 8);
      context.restore();
    }
  },
  // Sky above, with hardly a cloud; hills, trees and a fence below.
  country: (context, next) => {
    sky(context, next, 12);
    hills(context, next);
    for (let i = 0; i < 150; i++) {
      tree(context, next, W * next(), H / 2 + 10 + 90 * next() ** 2, 30 + 70 * next());
    }
    meadow(context, next, H / 2 + 100);
    context.fillStyle = colour(30, 25, 75);
    for (let x = 0; x < W; x += 34) {
      context.fillRect(x, H / 2 + 120, 12, 80);
    }
    context.fillRect(0, H / 2 + 136, W, 10);
    context.fillRect(0, H / 2 + 170, W, 10);
  },
  street: (context, next) => {
    sky(context, next, 30);
    for (let x = -60; x < W; ) {
      const [width, height] = [110 + 170 * next(), 180 + 330 * next()];
      house(context, next, [x, H / 2 + 110 - height, width, height]);
      x += width + (next() > 0.7 ? 40 : 0);
    }
    context.fillStyle = colour(220, 6, 38);
    context.fillRect(0, H / 2 + 110, W, H / 2);
    mottle(context, next, [0, H / 2 + 110, W, H / 2 - 110], 500, 0.08);
    context.fillStyle = colour(50, 10, 80);
    for (let x = 0; x < W; x += 170) {
      context.fillRect(x, H / 2 + 190, 90, 9);
    }
    for (let i = 0; i < 22; i++) {
      tree(context, next, W * next(), H / 2 + 125, 60 + 50 * next());
    }
  },
  room: (context, next) => {
    fill(context, colour(35, 25, 74));
    mottle(context, next, [0, 0, W, H], 60, 0.05);
    context.fillStyle = colour(28, 40, 40);
    context.fillRect(0, H / 2 + 130, W, H);
    for (let y = H / 2 + 130; y < H; y += 36) {
      context.fillStyle = colour(28, 40, 30 + 15 * next());
      context.fillRect(0, y, W, 30);
    }
    for (let i = 0; i < 40; i++) {
      furniture(context, next, W * next(), H / 2 + 100 + 120 * next());
    }
    for (let i = 0; i < 26; i++) {
      const [x, y, width] = [W * next(), H / 2 - 260 + 150 * next(), 50 + 90 * next()];
      context.fillStyle = colour(30, 30, 20);
      context.fillRect(x, y, width, width * 0.8);
      context.fillStyle = colour(200 + 100 * next(), 40, 65);
      context.fillRect(x + 6, y + 6, width - 12, width * 0.8 - 12);
      context.fillStyle = colour(100, 40, 30);
      ellipse(context, x + width / 2, y + width * 0.55, width / 3, width / 8);
    }
    for (let y = 0; y < H; y += H - 300) {
      for (let i = 0; i < 60; i++) {
        context.fillStyle = colour(360 * next(), 30, 30 + 50 * next());
        context.fillRect(W * next(), y + 280 * next(), 20 + 50 * next(), 10 + 40 * next());
      }
    }
  },
  mountains: (context, next) => {
    sky(context, next, 60);
    for (let layer = 0; layer < 5; layer++) {
      const base = H / 2 - 60 + layer * 70;
      context.fillStyle = colour(220 - 25 * layer, 20 + 6 * layer, 68 - 11 * layer);
      ridge(context, next, base, 120 - 15 * layer, 40 + 60 * next());
      context.strokeStyle = colour(220 - 25 * layer, 25, 55 - 9 * layer);
      for (let i = 0; i < 500; i++) {
        const [x, y] = [W * next(), base + 20 + 120 * next()];
        context.lineWidth = 1 + 3 * next();
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x + 30 * (next() - 0.5), y + 30 * next());
        context.stroke();
      }
    }
    meadow(context, next, H / 2 + 260);
  },
} satisfies Record<string, Paint>;

export type SceneName = keyof typeof paints;
export const SCENES = Object.keys(paints) as SceneName[];

/** Those with a horizon, before which things at other distances can stand. */
export const VIEWS = ['country', 'street', 'mountains'] as const satisfies SceneName[];

let last: { key: string; canvas: Canvas }[] = [];

/** Paints a scene of its own for each seed; a few are kept, 15 MB each. */
export function scene(name: SceneName, seed: number): Canvas {
  const key = `${name} ${seed}`;
  const known = last.find((entry) => entry.key === key);
  const canvas = known?.canvas ?? painted(W, H, seed, paints[name]);
  last = [{ key, canvas }, ...last.filter((entry) => entry.key !== key)].slice(0, 6);
  return canvas;
}

function fill(context: SKRSContext2D, style: string): void {
  context.fillStyle = style;
  context.fillRect(0, 0, W, H);
}

function sky(context: SKRSContext2D, next: Next, clouds: number): void {
  const gradient = context.createLinearGradient(0, 0, 0, H / 2 + 60);
  gradient.addColorStop(0, colour(212, 60, 48));
  gradient.addColorStop(1, colour(205, 40, 82));
  context.fillStyle = gradient;
  context.fillRect(0, 0, W, H);
  for (let i = 0; i < clouds; i++) {
    const [x, y] = [W * next(), (H / 2) * next()];
    for (let puff = 0; puff < 9; puff++) {
      context.fillStyle = colour(210, 10, 92 + 6 * next(), 0.25);
      ellipse(context, x + 130 * next(), y + 26 * next(), 20 + 40 * next(), 8 + 16 * next());
    }
  }
}

function ridge(
  context: SKRSContext2D,
  next: Next,
  base: number,
  height: number,
  step: number,
): void {
  context.beginPath();
  context.moveTo(0, H);
  for (let x = 0; x <= W + step; x += step) {
    context.lineTo(x, base - height * next());
  }
  context.lineTo(W, H);
  context.fill();
}

function hills(context: SKRSContext2D, next: Next): void {
  for (const [base, lightness] of [
    [H / 2 - 10, 60],
    [H / 2 + 20, 45],
  ] as const) {
    context.fillStyle = colour(120, 25, lightness);
    ridge(context, next, base, 60, 120);
  }
}

function meadow(context: SKRSContext2D, next: Next, top: number): void {
  context.fillStyle = colour(95, 35, 35);
  context.fillRect(0, top, W, H);
  for (let i = 0; i < 9000; i++) {
    const [x, y] = [W * next(), top + (H - top) * next()];
    context.strokeStyle = colour(70 + 60 * next(), 40, 20 + 45 * next());
    context.lineWidth = 1 + 3 * next();
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 16 * (next() - 0.5), y - 26 * next());
    context.stroke();
  }
}

export function tree(
  context: SKRSContext2D,
  next: Next,
  x: number,
  foot: number,
  size: number,
): void {
  context.fillStyle = colour(28, 35, 22);
  context.fillRect(x - size * 0.06, foot - size * 0.9, size * 0.12, size * 0.9);
  for (let i = 0; i < 26; i++) {
    context.fillStyle = colour(80 + 50 * next(), 35, 16 + 34 * next());
    const [dx, dy] = [(next() - 0.5) * size * 0.8, (next() - 0.5) * size];
    ellipse(context, x + dx, foot - size * 1.3 + dy, size * 0.16, size * 0.13);
  }
}

export function house(
  context: SKRSContext2D,
  next: Next,
  [left, top, width, height]: readonly [number, number, number, number],
): void {
  context.fillStyle = colour(20 + 200 * next() ** 2, 25, 40 + 35 * next());
  context.fillRect(left, top, width, height);
  const step = width / (3 + Math.floor(3 * next()));
  const glass = colour(210, 25, 20 + 15 * next());
  for (let y = top + step * 0.3; y < top + height - step * 0.7; y += step) {
    for (let x = left + step * 0.25; x < left + width - step * 0.5; x += step) {
      context.fillStyle = next() > 0.15 ? glass : colour(45, 70, 70);
      context.fillRect(x, y, step * 0.5, step * 0.6);
    }
  }
  context.fillStyle = colour(20, 30, 20);
  context.fillRect(left + width * 0.4, top + height - step * 0.6, step * 0.5, step * 0.6);
}

function furniture(context: SKRSContext2D, next: Next, x: number, foot: number): void {
  const [width, height] = [60 + 120 * next(), 50 + 110 * next()];
  context.fillStyle = colour(360 * next(), 30, 25 + 35 * next());
  context.fillRect(x, foot - height, width, height);
  context.fillStyle = colour(360 * next(), 25, 20 + 20 * next());
  for (let i = 1; i < 4; i++) {
    context.fillRect(x + 5, foot - height + (height * i) / 4, width - 10, 4);
  }
  context.fillStyle = colour(360 * next(), 60, 60);
  ellipse(context, x + width * 0.7, foot - height - 12, 14, 12);
}
