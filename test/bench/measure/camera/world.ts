import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { colour, ellipse, mottle, type Next, numbers, painted } from './paint.ts';
import type { Pose } from './pose.ts';
import { house, tree } from './scenes.ts';

/** How high the camera is held, in m. */
const EYE = 1.5;
/** px of painted ground per m, and its side. */
const GRAIN = 40;
const SIDE = 2048;
/** Farther ground is one colour, in m. */
const FAR = 32;
/** What is nearer than this is not drawn, in m. */
const NEAR = 0.7;

type Prop = { x: number; z: number; width: number; height: number; picture: Canvas };
export type World = { ground: Canvas[]; far: string; props: Prop[] };

/** Few, because two clips may be made at the same time, frame by frame in turn; 20 MB each. */
const worlds = new Map<number, World>();

/** Ground with a way on it and what stands beside it; nearer things move more when the camera travels. */
export function worldOf(seed: number): World {
  const world = worlds.get(seed) ?? build(seed);
  worlds.set(seed, world);
  return world;
}

function build(seed: number): World {
  const next = numbers(seed, 8);
  const pictures = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    painted(256, 256, seed * 10 + n, (context, draw) => {
      if (n < 4) {
        tree(context, draw, 128, 256, 130);
      } else if (n < 6) {
        house(context, draw, [0, 0, 256, 256]);
      } else {
        post(context, draw, n === 6);
      }
    }),
  );
  const props: Prop[] = [];
  for (let i = 0; i < 110; i++) {
    const kind = Math.floor(8 * next());
    const isHouse = kind === 4 || kind === 5;
    const height = isHouse ? 5 + 4 * next() : kind < 4 ? 2.5 + 4 * next() : 1 + next();
    const side = next() > 0.5 ? 1 : -1;
    props.push({
      x: side * ((isHouse ? 9 : 2.4) + 14 * next() ** 1.5),
      z: 3 + 75 * next(),
      width: isHouse ? height * 1.2 : height,
      height,
      picture: pictures[kind] as Canvas,
    });
  }
  const whole = painted(SIDE, SIDE, seed, paintGround);
  return {
    ground: [whole, smaller(whole, 4), smaller(whole, 16)],
    far: colour(95, 22, 42),
    props: props.sort((a, b) => b.z - a.z),
  };
}

export function drawWorld(
  context: SKRSContext2D,
  { ground, far, props }: World,
  pose: Pose,
  [width, height]: readonly [number, number],
): void {
  const longer = Math.max(width, height);
  const focal = longer * pose.zoom;
  const horizon = height / 2 - focal * pose.tilt;
  const middle = width / 2 - focal * pose.pan;
  context.fillStyle = far;
  context.fillRect(-width, horizon, 3 * width, 2 * height);
  for (
    let y = Math.max(Math.floor(-height * 0.2), Math.ceil(horizon + (EYE * focal) / FAR));
    y < height * 1.2;
    y++
  ) {
    const z = (EYE * focal) / (y - horizon);
    const perPx = (z / focal) * GRAIN;
    const deep = ((z * z) / (EYE * focal)) * GRAIN;
    const level = Math.max(perPx, deep) > 24 ? 2 : Math.max(perPx, deep) > 5 ? 1 : 0;
    const scale = 4 ** -level;
    const row = ((((pose.z + z) * GRAIN) % SIDE) + SIDE) % SIDE;
    const left = SIDE / 2 + pose.x * GRAIN - middle * perPx - width * 0.2 * perPx;
    context.drawImage(
      ground[level] as Canvas,
      left * scale,
      Math.min(row * scale, SIDE * scale - 1),
      width * 1.4 * perPx * scale,
      1,
      -width * 0.2,
      y,
      width * 1.4,
      1,
    );
  }
  for (const prop of props) {
    const z = prop.z - pose.z;
    if (z < NEAR) {
      continue;
    }
    const perM = focal / z;
    const foot = horizon + EYE * perM;
    const [wide, tall] = [prop.width * perM, prop.height * perM];
    const left = middle + (prop.x - pose.x) * perM - wide / 2;
    if (left < width * 1.2 && left + wide > -width * 0.2) {
      context.drawImage(prop.picture, left, foot - tall, wide, tall);
    }
  }
}

function paintGround(context: SKRSContext2D, next: Next): void {
  context.fillStyle = colour(95, 30, 38);
  context.fillRect(0, 0, SIDE, SIDE);
  for (let i = 0; i < 9000; i++) {
    context.fillStyle = colour(60 + 60 * next(), 30, 22 + 36 * next());
    ellipse(
      context,
      SIDE * next(),
      SIDE * next(),
      3 + 14 * next() ** 3,
      2 + 8 * next() ** 3,
      3 * next(),
    );
  }
  const road = 3.2 * GRAIN;
  context.fillStyle = colour(220, 5, 40);
  context.fillRect(SIDE / 2 - road / 2, 0, road, SIDE);
  context.fillStyle = colour(220, 5, 34);
  for (let i = 0; i < 900; i++) {
    ellipse(
      context,
      SIDE / 2 + road * (next() - 0.5),
      SIDE * next(),
      1 + 5 * next(),
      1 + 4 * next(),
    );
  }
  mottle(context, next, [SIDE / 2 - road / 2, 0, road, SIDE], 200, 0.08);
  context.fillStyle = colour(50, 10, 80);
  for (let y = 0; y < SIDE; y += SIDE / 8) {
    context.fillRect(SIDE / 2 - 3, y, 6, SIDE / 18);
  }
}

function post(context: SKRSContext2D, next: Next, isBush: boolean): void {
  if (isBush) {
    for (let i = 0; i < 60; i++) {
      context.fillStyle = colour(80 + 50 * next(), 35, 16 + 34 * next());
      ellipse(context, 40 + 176 * next(), 90 + 150 * next(), 26, 20);
    }
    return;
  }
  context.fillStyle = colour(0, 0, 85);
  context.fillRect(112, 0, 32, 256);
  context.fillStyle = colour(360 * next(), 70, 40);
  for (let y = 10; y < 256; y += 60) {
    context.fillRect(112, y, 32, 26);
  }
}

function smaller(canvas: Canvas, times: number): Canvas {
  const small = createCanvas(SIDE / times, SIDE / times);
  const context = small.getContext('2d');
  context.imageSmoothingQuality = 'medium';
  context.drawImage(canvas, 0, 0, SIDE / times, SIDE / times);
  return small;
}
