import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { colour, ellipse, mottle, type Next, numbers, painted } from './paint.ts';
import { SCENE, scene } from './scenes.ts';
import type { Kind, Thing } from './spec.ts';

/** px of a painted thing; those with legs are drawn anew for every frame. */
const SIDE = 420;
const HEIGHTS: Record<Kind, number> = {
  person: 2.3,
  car: 0.42,
  blob: 0.9,
  lorry: 0.6,
  dog: 0.7,
  hand: 1.1,
  bus: 0.36,
  train: 0.13,
  face: 1.25,
};

/** Draws a thing where it is at a moment: `seconds` for its gait, `share` of the clip for its place. */
export function drawThing(
  context: SKRSContext2D,
  thing: Thing,
  [width, height]: readonly [number, number],
  seconds: number,
  share: number,
): void {
  const [start, end] = thing.during ?? [0, 1];
  const way = Math.max(0, Math.min(1, (share - start) / (end - start)));
  const [reach, hertz] = thing.wobble ?? [0, 0];
  const sway = reach * Math.sin(2 * Math.PI * hertz * seconds + thing.seed);
  const wide = thing.width * width * (1 + ((thing.grows ?? 1) - 1) * way ** 2);
  const tall = wide * HEIGHTS[thing.kind];
  const x = width * (thing.from[0] + (thing.to[0] - thing.from[0]) * way + sway);
  const y = height * (thing.from[1] + (thing.to[1] - thing.from[1]) * way) + width * sway * 0.3;
  const isGoing =
    way > 0 && way < 1 && (thing.from[0] !== thing.to[0] || thing.grows !== undefined);
  // A subject that the camera follows stays in its place and walks all the same.
  const gait = isGoing || thing.wobble ? Math.sin(2 * Math.PI * 1.7 * seconds + thing.seed) : 0.3;
  context.save();
  context.translate(x - wide / 2, y - tall / 2);
  context.scale(wide, wide);
  if (thing.kind === 'person') {
    person(context, thing, gait);
  } else if (thing.kind === 'dog') {
    dog(context, thing, gait);
  } else {
    context.drawImage(picture(thing), 0, 0, 1, HEIGHTS[thing.kind]);
  }
  context.restore();
}

let last: { key: string; canvas: Canvas }[] = [];

function picture({ kind, seed, isPlain = false }: Thing): Canvas {
  const key = `${kind} ${seed} ${isPlain}`;
  const known = last.find((entry) => entry.key === key)?.canvas;
  const canvas =
    known ??
    painted(SIDE, Math.round(SIDE * HEIGHTS[kind]), seed, (context, next) =>
      pictures[kind as keyof typeof pictures](context, next, isPlain, seed),
    );
  last = [{ key, canvas }, ...last.filter((entry) => entry.key !== key)].slice(0, 12);
  return canvas;
}

const pictures = {
  // Of no regular outline, with a soft edge: a bag, an umbrella, an animal from near.
  blob(context: SKRSContext2D, next: Next, isPlain: boolean, seed: number): void {
    const height = SIDE * HEIGHTS.blob;
    const bumps = Array.from({ length: 4 }, () => [0.03 + 0.07 * next(), 7 * next()] as const);
    for (let edge = 0; edge < 12; edge++) {
      context.save();
      context.globalAlpha = edge === 11 ? 1 : 0.16;
      context.beginPath();
      for (let angle = 0; angle < 2 * Math.PI; angle += 0.05) {
        const uneven = bumps.reduce(
          (sum, [size, at], n) => sum + size * Math.sin((n + 2) * angle + at),
          0,
        );
        const radius = (0.86 + uneven * 0.5) * (1 - edge * 0.006);
        context.lineTo(
          (SIDE / 2) * (1 + radius * Math.cos(angle)),
          (height / 2) * (1 + radius * Math.sin(angle)),
        );
      }
      context.clip();
      cover(context, next, isPlain, seed, height);
      context.restore();
    }
  },
  car(context: SKRSContext2D, next: Next, isPlain: boolean): void {
    const height = SIDE * HEIGHTS.car;
    const hue = 360 * next();
    context.fillStyle = colour(hue, 55, 38);
    context.beginPath();
    context.roundRect(0, height * 0.38, SIDE, height * 0.44, 22);
    context.roundRect(SIDE * 0.2, height * 0.05, SIDE * 0.55, height * 0.5, 34);
    context.fill();
    context.fillStyle = colour(205, 25, 70);
    context.fillRect(SIDE * 0.25, height * 0.12, SIDE * 0.2, height * 0.26);
    context.fillRect(SIDE * 0.49, height * 0.12, SIDE * 0.21, height * 0.26);
    context.fillStyle = colour(hue, 55, 26);
    context.fillRect(0, height * 0.66, SIDE, height * 0.05);
    if (!isPlain) {
      context.fillStyle = colour(hue + 180, 70, 80);
      context.font = `bold ${Math.round(height * 0.2)}px sans-serif`;
      context.fillText('EXPRESS 24', SIDE * 0.22, height * 0.6);
      context.fillRect(SIDE * 0.02, height * 0.5, SIDE * 0.1, height * 0.08);
    }
    for (const x of [0.2, 0.8]) {
      context.fillStyle = colour(0, 0, 10);
      ellipse(context, SIDE * x, height * 0.8, height * 0.2, height * 0.2);
      context.fillStyle = colour(0, 0, 65);
      ellipse(context, SIDE * x, height * 0.8, height * 0.1, height * 0.1);
    }
  },
  lorry(context: SKRSContext2D, next: Next, isPlain: boolean, seed: number): void {
    const height = SIDE * HEIGHTS.lorry;
    context.save();
    context.beginPath();
    context.roundRect(0, 0, SIDE, height * 0.85, 12);
    context.clip();
    cover(context, next, isPlain, seed, height);
    context.restore();
    context.fillStyle = colour(0, 0, 12);
    for (const x of [0.12, 0.24, 0.76, 0.88]) {
      ellipse(context, SIDE * x, height * 0.87, height * 0.12, height * 0.12);
    }
  },
  bus(context: SKRSContext2D, next: Next, isPlain: boolean): void {
    coach(context, next, SIDE * HEIGHTS.bus, 7, isPlain);
    context.fillStyle = colour(0, 0, 10);
    for (const x of [0.18, 0.8]) {
      ellipse(context, SIDE * x, SIDE * HEIGHTS.bus * 0.9, SIDE * 0.045, SIDE * 0.045);
    }
  },
  // So long that neither end is seen.
  train(context: SKRSContext2D, next: Next, isPlain: boolean): void {
    coach(context, next, SIDE * HEIGHTS.train, 26, isPlain);
  },
  // Who films himself: a head over shoulders.
  face(context: SKRSContext2D, next: Next, isPlain: boolean): void {
    const height = SIDE * HEIGHTS.face;
    context.fillStyle = colour(360 * next(), 35, 25 + 35 * next());
    context.beginPath();
    context.ellipse(SIDE / 2, height, SIDE * 0.5, height * 0.36, 0, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = colour(22, 40, 45 + 25 * next());
    ellipse(context, SIDE / 2, height * 0.4, SIDE * 0.24, height * 0.28);
    context.fillRect(SIDE * 0.41, height * 0.55, SIDE * 0.18, height * 0.15);
    context.fillStyle = colour(25, 35, 8 + 30 * next());
    ellipse(context, SIDE / 2, height * 0.2, SIDE * 0.27, height * 0.13);
    for (const x of [0.41, 0.59]) {
      context.fillStyle = 'white';
      ellipse(context, SIDE * x, height * 0.36, SIDE * 0.045, SIDE * 0.028);
      context.fillStyle = colour(210, 50, 20);
      ellipse(context, SIDE * x, height * 0.36, SIDE * 0.02, SIDE * 0.022);
    }
    context.fillStyle = colour(0, 50, 38);
    ellipse(context, SIDE / 2, height * 0.54, SIDE * 0.08, SIDE * 0.025);
    if (!isPlain) {
      context.fillStyle = colour(0, 0, 90);
      for (let i = 0; i < 40; i++) {
        const x = 0.5 + 0.8 * (next() - 0.5);
        const y = 0.78 + 0.2 * next() + 0.3 * (x - 0.5) ** 2;
        ellipse(context, SIDE * x, height * y, 7, 7);
      }
    }
  },
  hand(context: SKRSContext2D, next: Next, isPlain: boolean): void {
    const height = SIDE * HEIGHTS.hand;
    context.shadowColor = colour(22, 35, 50, 0.7);
    context.shadowBlur = 18;
    context.fillStyle = colour(18 + 12 * next(), 45, 45 + 25 * next());
    ellipse(context, SIDE * 0.5, height * 0.68, SIDE * 0.3, height * 0.28);
    for (let finger = 0; finger < 5; finger++) {
      context.save();
      context.translate(SIDE * 0.5, height * 0.7);
      context.rotate((finger - 2) * 0.34);
      context.beginPath();
      context.roundRect(
        -SIDE * 0.06,
        -height * (0.5 + 0.08 * next()),
        SIDE * 0.12,
        height * 0.5,
        SIDE * 0.06,
      );
      context.fill();
      context.restore();
    }
    context.shadowBlur = 0;
    if (!isPlain) {
      context.fillStyle = colour(18, 40, 32, 0.5);
      for (let i = 0; i < 120; i++) {
        ellipse(
          context,
          SIDE * (0.28 + 0.44 * next()),
          height * (0.5 + 0.36 * next()),
          2 + 7 * next(),
          2,
        );
      }
    }
  },
};

/** A long box with a row of windows, letters on it unless it is plain. */
function coach(
  context: SKRSContext2D,
  next: Next,
  height: number,
  windows: number,
  isPlain: boolean,
): void {
  const hue = 360 * next();
  context.fillStyle = colour(hue, 50, 42);
  context.beginPath();
  context.roundRect(0, 0, SIDE, height * 0.92, SIDE * 0.01);
  context.fill();
  const step = SIDE / windows;
  for (let i = 0; i < windows; i++) {
    context.fillStyle = colour(205, 25, 22 + 25 * next());
    context.fillRect(step * (i + 0.12), height * 0.14, step * 0.76, height * 0.34);
  }
  context.fillStyle = colour(hue + 40, 60, 70);
  context.fillRect(0, height * 0.56, SIDE, height * 0.04);
  if (!isPlain) {
    context.fillStyle = colour(hue + 180, 60, 85);
    context.font = `bold ${Math.round(height * 0.22)}px sans-serif`;
    for (let x = 0; x < SIDE; x += height * 2.2) {
      context.fillText(pickWord(next), x, height * 0.82);
    }
  }
}

function pickWord(next: Next): string {
  return Array.from({ length: 3 }, () => String.fromCharCode(65 + 26 * next())).join('');
}

/** Fills the clipped outline with one colour, or with something that has detail everywhere. */
function cover(
  context: SKRSContext2D,
  next: Next,
  isPlain: boolean,
  seed: number,
  height: number,
): void {
  if (isPlain) {
    context.fillStyle = colour(37 * seed, 30, 35 + (seed % 5) * 8);
    context.fillRect(0, 0, SIDE, height);
    mottle(context, next, [0, 0, SIDE, height], 14, 0.05);
    return;
  }
  const inside = scene(seed % 2 === 0 ? 'foliage' : 'posters', 900 + (seed % 3));
  context.filter = `hue-rotate(${(seed * 47) % 360}deg)`;
  const left = (seed * 331) % (SCENE.width - SIDE);
  context.drawImage(inside, left, (seed * 173) % 900, SIDE, height, 0, 0, SIDE, height);
  context.filter = 'none';
}

/** In units of its width: 1 wide, 2.3 tall. */
function person(context: SKRSContext2D, { seed, isPlain = false }: Thing, gait: number): void {
  const next = numbers(seed, 5);
  const [coat, trousers, skin] = [
    colour(360 * next(), 40, 25 + 40 * next()),
    colour(200 + 60 * next(), 25, 15 + 25 * next()),
    colour(20 + 10 * next(), 40, 40 + 30 * next()),
  ];
  context.fillStyle = trousers;
  for (const side of [-1, 1]) {
    limb(context, [0.5, 1.35], side * gait * 0.5, 0.92, 0.2);
  }
  context.fillStyle = coat;
  limb(context, [0.38, 0.55], gait * 0.45, 0.72, 0.14);
  context.beginPath();
  context.ellipse(0.5, 0.95, 0.27, 0.52, 0, 0, 2 * Math.PI);
  context.fill();
  if (!isPlain) {
    for (let stripe = 0; stripe < 7; stripe++) {
      context.fillStyle = stripe % 2 ? colour(0, 0, 85) : colour(360 * next(), 60, 30);
      const reach = 0.25 * Math.sqrt(Math.max(0, 1 - ((stripe - 3) / 4) ** 2));
      context.fillRect(0.5 - reach, 0.62 + stripe * 0.1, 2 * reach, 0.045);
    }
  }
  context.fillStyle = coat;
  limb(context, [0.62, 0.55], -gait * 0.45, 0.72, 0.14);
  context.fillStyle = skin;
  ellipse(context, 0.5, 0.26, 0.16, 0.2);
  context.fillStyle = colour(30, 30, 8 + 40 * next());
  ellipse(context, 0.5, 0.14, 0.17, 0.12);
}

/** In units of its length: 1 long, 0.7 tall. */
function dog(context: SKRSContext2D, { seed, isPlain = false }: Thing, gait: number): void {
  const next = numbers(seed, 6);
  const hue = 20 + 20 * next();
  const lightness = 20 + 45 * next();
  context.fillStyle = colour(hue, 35, lightness - 8);
  for (const [x, side] of [
    [0.25, 1],
    [0.33, -1],
    [0.68, -1],
    [0.75, 1],
  ] as const) {
    limb(context, [x, 0.38], side * gait * 0.5, 0.31, 0.07);
  }
  context.fillStyle = colour(hue, 35, lightness);
  ellipse(context, 0.5, 0.32, 0.32, 0.15);
  ellipse(context, 0.85, 0.18, 0.13, 0.1);
  limb(context, [0.2, 0.28], 2.4 + 0.3 * gait, 0.22, 0.05);
  context.fillStyle = colour(hue, 35, lightness - 15);
  ellipse(context, 0.79, 0.15, 0.04, 0.09);
  if (!isPlain) {
    for (let i = 0; i < 60; i++) {
      context.fillStyle = colour(hue, 30, lightness + 30 * (next() - 0.5));
      ellipse(context, 0.24 + 0.52 * next(), 0.22 + 0.2 * next(), 0.02 + 0.02 * next(), 0.01);
    }
  }
}

function limb(
  context: SKRSContext2D,
  [x, y]: readonly [number, number],
  angle: number,
  length: number,
  width: number,
): void {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.beginPath();
  context.roundRect(-width / 2, -width / 2, width, length + width / 2, width / 2);
  context.fill();
  context.restore();
}
