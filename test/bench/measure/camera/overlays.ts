import type { SKRSContext2D } from '@napi-rs/canvas';
import { colour, ellipse, mottle, numbers } from './paint.ts';
import type { Film } from './spec.ts';

type Size = readonly [width: number, height: number];

/** What is fixed to the camera and seen through its lens. */
export function drawFixed(
  context: SKRSContext2D,
  film: Film,
  [width, height]: Size,
  t: number,
): void {
  const next = numbers(film.seed, 20);
  const top = height * (1 - (film.covered ?? 0.35));
  if (film.overlays.includes('dashboard')) {
    context.fillStyle = colour(220, 8, 11);
    context.beginPath();
    context.moveTo(0, height);
    context.lineTo(0, top + height * 0.04);
    context.quadraticCurveTo(width / 2, top - height * 0.04, width, top + height * 0.04);
    context.lineTo(width, height);
    context.fill();
    mottle(context, next, [0, top + height * 0.05, width, height - top], 20, 0.04);
    for (const x of [0.22, 0.4]) {
      context.fillStyle = colour(200, 10, 24);
      ellipse(context, width * x, top + (height - top) * 0.55, width * 0.07, width * 0.07);
      context.fillStyle = colour(10, 80, 60);
      context.fillRect(width * x, top + (height - top) * 0.55, width * 0.05, 2);
      context.fillStyle = colour(0, 0, 80);
      for (let mark = 0; mark < 9; mark++) {
        const angle = mark * 0.55 + 2.4;
        const [dx, dy] = [Math.cos(angle) * width * 0.055, Math.sin(angle) * width * 0.055];
        context.fillRect(width * x + dx, top + (height - top) * 0.55 + dy, 2, 2);
      }
    }
    context.fillStyle = colour(210, 40, 30);
    context.fillRect(width * 0.58, top + (height - top) * 0.3, width * 0.25, (height - top) * 0.5);
    context.fillStyle = colour(50, 80, 75);
    context.fillRect(width * 0.61, top + (height - top) * 0.4, width * 0.12, 3);
    context.fillRect(width * 0.61, top + (height - top) * 0.55, width * 0.17, 3);
  }
  if (film.overlays.includes('wiper')) {
    context.save();
    context.translate(width * 0.55, top + height * 0.05);
    context.rotate(-1.2 + 1.1 * Math.sin(2 * Math.PI * 0.9 * t));
    context.fillStyle = colour(0, 0, 7);
    context.fillRect(0, -height * 0.015, width * 0.5, height * 0.03);
    context.restore();
  }
  if (film.overlays.includes('bonnet')) {
    const shine = context.createLinearGradient(0, top, 0, height);
    const hue = 360 * next();
    shine.addColorStop(0, colour(hue, 35, 62));
    shine.addColorStop(0.3, colour(hue, 45, 32));
    shine.addColorStop(1, colour(hue, 45, 20));
    context.fillStyle = shine;
    ellipse(context, width / 2, height * 1.05, width * 0.66, height * 1.05 - top);
    context.strokeStyle = colour(hue, 30, 15);
    context.lineWidth = Math.max(1, width / 200);
    for (const side of [-1, 1]) {
      context.beginPath();
      context.moveTo(width * (0.5 + side * 0.3), height);
      context.lineTo(width * (0.5 + side * 0.16), top + height * 0.04);
      context.stroke();
    }
  }
}

/** What editing put over the picture. */
export function drawTitles(context: SKRSContext2D, film: Film, size: Size, frame: number): void {
  const [width, height] = size;
  const has = (name: Film['overlays'][number]): boolean => film.overlays.includes(name);
  const small = Math.max(10, Math.round(Math.max(width, height) / 24));
  if (has('watermark')) {
    context.save();
    context.fillStyle = 'rgba(255,255,255,0.4)';
    context.strokeStyle = 'rgba(0,0,0,0.2)';
    context.font = `bold ${small * (film.seed % 2 === 0 ? 1.3 : 3)}px sans-serif`;
    if (film.seed % 2 === 0) {
      // All over, as stock footage is sold.
      context.rotate(-0.4);
      for (let y = -height; y < 2 * height; y += small * 4) {
        for (let x = -width; x < 2 * width; x += small * 9) {
          context.fillText('preview', x + ((y / small) % 8) * small, y);
        }
      }
    } else {
      context.textAlign = 'center';
      context.fillText('SAMPLE', width / 2, height / 2 + small);
      context.strokeText('SAMPLE', width / 2, height / 2 + small);
    }
    context.restore();
  }
  if (has('logo')) {
    const side = small * 2.6;
    const left = film.seed % 2 === 0 ? small / 2 : width - side - small / 2;
    context.fillStyle = colour(film.seed * 77, 80, 50);
    context.fillRect(left, small / 2, side, side);
    context.fillStyle = 'white';
    context.font = `bold ${small * 1.3}px sans-serif`;
    context.fillText('TV', left + small * 0.5, small * 2.2);
  }
  if (has('time code')) {
    const second = Math.floor(frame / film.rate);
    const text = `01:02:${String(10 + second)}:${String(Math.floor(frame % film.rate)).padStart(2, '0')}`;
    context.font = `${small * 1.1}px monospace`;
    const wide = context.measureText(text).width + small;
    context.fillStyle = 'black';
    context.fillRect(width / 2 - wide / 2, height - small * 2, wide, small * 1.6);
    context.fillStyle = 'white';
    context.fillText(text, width / 2 - wide / 2 + small / 2, height - small * 0.85);
  }
  if (has('subtitles')) {
    subtitles(context, film, size, frame / film.rate);
  }
}

const LINES = [
  'And then we turned left',
  'there it was, at last',
  'Wait for me!',
  'Did you hear that?',
];

function subtitles(context: SKRSContext2D, film: Film, [width, height]: Size, t: number): void {
  const tall = Math.max(11, Math.round(Math.min(width / 16, height / 11)));
  const line = Math.floor(t / 1.1 + film.seed);
  context.save();
  context.textAlign = 'center';
  context.font = `bold ${tall}px sans-serif`;
  context.lineWidth = tall / 5;
  context.strokeStyle = 'black';
  context.fillStyle = film.seed % 2 === 0 ? 'white' : 'yellow';
  for (const [n, text] of [LINES[line % 4] ?? '', LINES[(line + 1) % 4] ?? ''].entries()) {
    const y = height - tall * (1.9 - 1.2 * n);
    context.strokeText(text, width / 2, y, width * 0.96);
    context.fillText(text, width / 2, y, width * 0.96);
  }
  context.restore();
}
