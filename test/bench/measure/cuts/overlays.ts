import { createCanvas } from '@napi-rs/canvas';
import { random } from '../../../support/luma.ts';
import { BLACK, type Colour, fill, type Picture, WHITE } from './picture.ts';

/** Draws what stands over or around a picture. */
export type Overlay = (picture: Picture, seconds: number) => void;

/** Share of the width that a line of text takes at most. */
const MAX_TEXT = 0.86;

const written = new Map<string, Uint8ClampedArray>();

/** Text in one line around a point that is given in shares of the picture; `size` is the height of the letters. */
function write(
  picture: Picture,
  text: string,
  [x, y]: readonly [number, number],
  size: number,
  opacity = 1,
): void {
  const { width, height, pixels } = picture;
  const key = `${text} ${x} ${y} ${size} ${width}×${height}`;
  const letters =
    written.get(key) ?? lettersOf(text, x * width, y * height, size * height, picture);
  if (written.size > 200) {
    written.clear();
  }
  written.set(key, letters);
  for (let i = 0; i < pixels.length; i += 4) {
    const cover = ((letters[i + 3] as number) / 255) * opacity;
    for (let c = i; cover > 0 && c < i + 3; c++) {
      const behind = pixels[c] as number;
      pixels[c] = behind + cover * ((letters[c] as number) - behind);
    }
  }
}

function lettersOf(text: string, x: number, y: number, size: number, { width, height }: Picture) {
  const context = createCanvas(width, height).getContext('2d');
  context.font = `bold ${Math.round(size)}px sans-serif`;
  context.textAlign = 'center';
  context.lineWidth = size / 6;
  context.strokeText(text, x, y, MAX_TEXT * width);
  context.fillStyle = 'white';
  context.fillText(text, x, y, MAX_TEXT * width);
  return context.getImageData(0, 0, width, height).data;
}

/** What is said, anew every 0.7 to 1.5 s. */
function lineAt(seconds: number, seed: number): string {
  const n = Math.floor(seconds / (0.7 + 0.8 * random(seed, 3)));
  const words = [
    'we went',
    'down to',
    'the river',
    'and then',
    'nobody',
    'saw it',
    'again',
    'today',
  ];
  return Array.from({ length: 4 }, (_, i) => words[Math.floor(8 * random(seed, n, i))]).join(' ');
}

function frame(picture: Picture, across: number, down: number, colour: Colour): void {
  fill(picture, [0, 0, 1, down], colour);
  fill(picture, [0, 1 - down, 1, 1], colour);
  fill(picture, [0, 0, across, 1], colour);
  fill(picture, [1 - across, 0, 1, 1], colour);
}

/** Bars made of the middle of the picture, enlarged and blurred: means of few large cells, and between them. */
function blurredSides(picture: Picture, across: number): void {
  const { width, height, pixels } = picture;
  const [columns, rows] = [8, 6];
  const means = new Float64Array(columns * rows * 4);
  const inside = (1 - 2 * across) * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < inside; x++) {
      const cell = Math.floor((x * columns) / inside) + columns * Math.floor((y * rows) / height);
      const i = 4 * (y * width + Math.floor(across * width) + x);
      for (let c = 0; c < 3; c++) {
        means[4 * cell + c] = (means[4 * cell + c] as number) + (pixels[i + c] as number);
      }
      means[4 * cell + 3] = (means[4 * cell + 3] as number) + 1;
    }
  }
  const mean = (x: number, y: number, c: number): number => {
    const cell =
      Math.max(0, Math.min(columns - 1, x)) + columns * Math.max(0, Math.min(rows - 1, y));
    return (means[4 * cell + c] as number) / (means[4 * cell + 3] as number);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x >= across * width && x < (1 - across) * width) {
        continue;
      }
      const [u, v] = [(x * columns) / width - 0.5, (y * rows) / height - 0.5];
      const [left, top] = [Math.floor(u), Math.floor(v)];
      for (let c = 0; c < 3; c++) {
        const upper = mean(left, top, c) * (1 - u + left) + mean(left + 1, top, c) * (u - left);
        const lower =
          mean(left, top + 1, c) * (1 - u + left) + mean(left + 1, top + 1, c) * (u - left);
        pixels[4 * (y * width + x) + c] = upper * (1 - v + top) + lower * (v - top);
      }
    }
  }
}

function timecode(seconds: number): string {
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `00:00:${two(seconds)}:${two((seconds % 1) * 25)}`;
}

/** By name. All shares and colours differ from seed to seed. */
export const OVERLAYS: Record<string, (seed: number) => Overlay> = {
  none: () => () => {},
  letterbox: (seed) => (picture) => frame(picture, 0, 0.1 + 0.08 * random(seed, 1), BLACK),
  pillarbox: (seed) => (picture) => frame(picture, 0.15 + 0.2 * random(seed, 1), 0, BLACK),
  'blurred sides': (seed) => (picture) => blurredSides(picture, 0.2 + 0.14 * random(seed, 1)),
  'inset on white': (seed) => (picture) => {
    frame(picture, 0.12 + 0.1 * random(seed, 1), 0.1 + 0.1 * random(seed, 2), WHITE);
  },
  'inset on gray': (seed) => (picture) => {
    const level = 60 + 100 * random(seed, 3);
    const colour: Colour = [level, level, level + 20];
    frame(picture, 0.12 + 0.1 * random(seed, 1), 0.1 + 0.1 * random(seed, 2), colour);
  },
  'bar for subtitles': (seed) => (picture, t) => {
    fill(picture, [0, 0.8, 1, 1], BLACK);
    write(picture, lineAt(t, seed), [0.5, 0.92], 0.08);
  },
  'letterbox with subtitles': (seed) => (picture, t) => {
    frame(picture, 0, 0.14, BLACK);
    write(picture, lineAt(t, seed), [0.5, 0.955], 0.07);
  },
  'burned-in subtitles': (seed) => (picture, t) => {
    write(picture, lineAt(t, seed), [0.5, 0.9], 0.09);
  },
  logo: (seed) => (picture) => {
    const left = random(seed, 1) < 0.5 ? 0.04 : 0.78;
    fill(picture, [left, 0.06, left + 0.18, 0.2], [230, 40, 30]);
    write(picture, 'NEWS', [left + 0.09, 0.17], 0.1);
  },
  watermark: () => (picture) => write(picture, 'SAMPLE', [0.5, 0.58], 0.22, 0.5),
  'watermark all over': () => (picture) => {
    for (const y of [0.2, 0.45, 0.7, 0.95]) {
      write(picture, 'stock stock stock stock', [0.5, y], 0.1, 0.4);
    }
  },
  'time code': () => (picture, t) => {
    fill(picture, [0.3, 0.04, 0.7, 0.16], BLACK, 0.6);
    write(picture, timecode(t), [0.5, 0.13], 0.09);
  },
  'copyright line': () => (picture) => write(picture, '© 2024 somebody', [0.3, 0.95], 0.06),
};
