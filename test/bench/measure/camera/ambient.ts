import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { random } from '../../../support/luma.ts';
import { colour, ellipse } from './paint.ts';
import { SCENE, SPAN, scene } from './scenes.ts';
import type { Film } from './spec.ts';

/** Draws what never stands still before a fixed camera: each part moves for itself. */
export function drawAmbient(
  context: SKRSContext2D,
  { ambient, seed }: Film,
  [width, height]: readonly [number, number],
  t: number,
  scenery: Canvas,
): void {
  if (ambient === 'river') {
    river(context, [width, height], seed, t);
  } else if (ambient === 'drifting clouds') {
    drifting(context, [width, height], seed, t);
  } else if (ambient === 'water') {
    water(context, [width, height], seed, t, scenery);
  } else if (ambient === 'leaves') {
    for (let i = 0; i < 260; i++) {
      const [x, y] = [random(seed, i, 1), random(seed, i, 2) * 0.6];
      const hertz = 0.5 + 1.3 * random(seed, i, 3);
      const sway = Math.sin(2 * Math.PI * (hertz * t + random(seed, i, 4)));
      const reach = (0.004 + 0.012 * random(seed, i, 5)) * width;
      context.fillStyle = colour(70 + 60 * random(seed, i, 6), 40, 15 + 40 * random(seed, i, 7));
      const size = width * (0.012 + 0.02 * random(seed, i, 8));
      ellipse(
        context,
        x * width + reach * sway,
        y * height + reach * sway * 0.4,
        size,
        size / 2,
        i + sway / 3,
      );
    }
  } else if (ambient === 'snow') {
    context.fillStyle = 'rgba(255,255,255,0.85)';
    for (let i = 0; i < 140; i++) {
      const speed = 0.15 + 0.3 * random(seed, i, 1);
      const y = (random(seed, i, 2) + speed * t) % 1;
      const x = random(seed, i, 3) + 0.02 * Math.sin(2 * Math.PI * (t * 0.6 + random(seed, i, 4)));
      const size = width * (0.0025 + 0.004 * random(seed, i, 5));
      ellipse(context, x * width, y * height, size, size);
    }
  }
}

/** A stream, an escalator, a belt: half the picture goes one way, between banks that do not. */
function river(
  context: SKRSContext2D,
  [width, height]: readonly [number, number],
  seed: number,
  t: number,
): void {
  const flow = scene(seed % 2 === 0 ? 'foliage' : 'shop', 70 + (seed % 2));
  const [top, tall] = [height * 0.34, height * 0.48];
  const scale = SPAN / width;
  const speed = (0.12 + 0.3 * random(seed, 1)) * SPAN;
  const left = seed % 3 === 0 ? 200 + speed * t : SCENE.width - SPAN - 200 - speed * t;
  context.drawImage(flow, left, 400, width * scale, tall * scale, 0, top, width, tall);
}

/** The sky of a clip in fast motion, over a land that stands still. */
function drifting(
  context: SKRSContext2D,
  [width, height]: readonly [number, number],
  seed: number,
  t: number,
): void {
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height * 0.42);
  context.clip();
  for (let i = 0; i < 60; i++) {
    const x = ((random(seed, i, 1) * 1.8 + t * (0.1 + 0.1 * random(seed, 9))) % 1.8) - 0.4;
    const light = 60 + 38 * random(seed, i, 2);
    context.fillStyle = colour(215, 15, light, 0.5);
    const size = width * (0.04 + 0.1 * random(seed, i, 3));
    ellipse(context, x * width, random(seed, i, 4) * height * 0.42, size, size * 0.35);
  }
  context.restore();
}

/** The lower half mirrors the upper one, in waves. */
function water(
  context: SKRSContext2D,
  [width, height]: readonly [number, number],
  seed: number,
  t: number,
  scenery: Canvas,
): void {
  const shore = Math.round(height * 0.52);
  const step = Math.max(2, Math.round(height / 80));
  const scale = scenery.width / 4 / width;
  for (let y = shore; y < height; y += step) {
    const wave = Math.sin(
      2 * Math.PI * (t * (0.7 + 0.6 * random(seed, y, 1)) + random(seed, y, 2)),
    );
    const aside = width * 0.02 * wave * (0.3 + (y - shore) / (height - shore));
    const from = scenery.height / 2 - (y - shore) * scale * 0.8;
    const left = scenery.width / 2 - (width / 2) * scale * 1.1 + aside * scale;
    context.drawImage(
      scenery,
      left,
      from,
      width * scale * 1.1,
      step * scale,
      0,
      y,
      width,
      step + 0.5,
    );
    const glint = Math.sin(2 * Math.PI * (t * 1.9 * random(seed, y, 3) + random(seed, y, 4)));
    context.fillStyle = `rgba(${glint > 0 ? '235,245,255' : '10,40,70'},${Math.abs(glint) * 0.3})`;
    const start = width * random(seed, y, Math.floor(t * 3));
    context.fillRect(start, y, width * 0.3, step);
  }
}
