import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { PagePicture } from '../../lib/report/page-data.ts';

const COLUMNS = 4;
const ROWS = 3;
const TILES = 12;
/** Of a thumbnail and of a tile, in px. */
const WIDTH = 320;
const TILE = 240;

/** Paints a landscape in which a sun moves, as thumbnail and hover strip; each has a hue of its own. */
export function paintPictures(
  folder: string,
  name: string,
  hue: number,
  ratio = 16 / 9,
): PagePicture {
  mkdirSync(join(folder, 'pictures'), { recursive: true });
  const height = Math.round(WIDTH / ratio);
  const tileHeight = Math.round(TILE / ratio);
  const thumbnail = createCanvas(WIDTH, height);
  paint(thumbnail.getContext('2d'), WIDTH, height, hue, 0.4);
  const strip = createCanvas(COLUMNS * TILE, ROWS * tileHeight);
  const context = strip.getContext('2d');
  for (let tile = 0; tile < TILES; tile++) {
    context.setTransform(
      1,
      0,
      0,
      1,
      (tile % COLUMNS) * TILE,
      Math.floor(tile / COLUMNS) * tileHeight,
    );
    paint(context, TILE, tileHeight, hue, tile / TILES);
  }
  const picture = { thumbnail: `pictures/${name}.jpg`, strip: `pictures/${name}-strip.jpg` };
  writeFileSync(join(folder, picture.thumbnail), thumbnail.toBuffer('image/jpeg', 75));
  writeFileSync(join(folder, picture.strip), strip.toBuffer('image/jpeg', 75));
  return {
    thumbnail: picture.thumbnail,
    width: WIDTH,
    height,
    strip: { url: picture.strip, columns: COLUMNS, rows: ROWS, tiles: TILES },
  };
}

function paint(
  context: SKRSContext2D,
  width: number,
  height: number,
  hue: number,
  at: number,
): void {
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${hue} 45% 45%)`);
  sky.addColorStop(1, `hsl(${(hue + 40) % 360} 60% 80%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  context.fillStyle = '#fff8e0';
  context.beginPath();
  context.arc(width * (0.1 + 0.8 * at), height * 0.35, height * 0.1, 0, 2 * Math.PI);
  context.fill();
  for (const [at, lightness] of [30, 20, 12].entries()) {
    context.fillStyle = `hsl(${(hue + 150) % 360} 30% ${lightness}%)`;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += width / 20) {
      const wave = Math.sin(x / (width / 7) + hue + at * 2) * 0.07;
      context.lineTo(x, height * (0.6 + 0.13 * at + wave));
    }
    context.lineTo(width, height);
    context.fill();
  }
  context.restore();
}
