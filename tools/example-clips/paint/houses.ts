import { between, pick, type Random } from '../random.ts';
import { blend, type Colour, see, shade } from './colour.ts';
import { dab, type Pen, polygon, within } from './picture.ts';
import { flowers } from './plants.ts';

/** A house front; `(x, y)` is its lower left corner, sizes in px. */
export type House = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Of the wall, without the roof. */
  readonly height: number;
  readonly roofHeight: number;
  readonly floors: number;
  readonly wall: Colour;
  readonly roof: Colour;
  readonly shutter: Colour;
};

/** Plaster and roof colours that go well together. */
export const WALLS = [
  '#f0dfc0',
  '#e9c9a0',
  '#d9a98a',
  '#f3ead8',
  '#c8d3d0',
  '#e3b98f',
  '#efd49a',
] as const;
export const ROOFS = ['#b5563a', '#a3492f', '#c06a45', '#94503c'] as const;
export const SHUTTERS = ['#4f7f8f', '#5d7f4f', '#8a4a3f', '#3f5f8a', '#7b6a55'] as const;

/** A house of chance colours and floors. */
export function anyHouse(random: Random, x: number, y: number, width: number): House {
  const floors = 1 + Math.floor(random() * 3);
  return {
    x,
    y,
    width,
    height: width * (0.34 + 0.3 * floors) * between(random, 0.9, 1.1),
    roofHeight: width * between(random, 0.3, 0.45),
    floors,
    wall: pick(random, WALLS),
    roof: pick(random, ROOFS),
    shutter: pick(random, SHUTTERS),
  };
}

/** Draws a house with its roof, windows and door. */
export function house(pen: Pen, random: Random, plan: House): void {
  wall(pen, random, plan);
  const eaves = plan.y - plan.height;
  roof(pen, random, plan, eaves);
  pen.fillStyle = 'rgba(50,30,30,0.28)';
  pen.fillRect(plan.x, eaves, plan.width, plan.height * 0.05);
  const columns = Math.max(2, Math.round((plan.width / plan.height) * plan.floors * 1.5));
  const storey = plan.height / plan.floors;
  const bay = plan.width / columns;
  const doorColumn = Math.floor(random() * columns);
  for (let floor = 0; floor < plan.floors; floor += 1) {
    for (let column = 0; column < columns; column += 1) {
      const middle = plan.x + bay * (column + 0.5);
      const ground = plan.y - storey * floor;
      if (floor === 0 && column === doorColumn) {
        door(pen, middle, ground, bay * 0.46, storey * 0.72, plan.shutter);
      } else {
        const size = { width: bay * 0.38, height: storey * 0.46 };
        window(pen, random, middle, ground - storey * 0.3, size, plan.shutter);
      }
    }
  }
}

/** Plaster with stains and stones, darker at its foot. */
export function wall(pen: Pen, random: Random, { x, y, width, height, wall: colour }: House): void {
  const fill = pen.createLinearGradient(x, y - height, x + width * 0.3, y);
  fill.addColorStop(0, shade(colour, 0.12));
  fill.addColorStop(1, shade(colour, -0.12));
  pen.fillStyle = fill;
  pen.fillRect(x, y - height, width, height);
  within(pen, () => {
    pen.beginPath();
    pen.rect(x, y - height, width, height);
    pen.clip();
    const stain = Math.max(1.2, width * 0.03);
    for (let index = 0; index < 130; index += 1) {
      const tone = random() < 0.55 ? shade(colour, -0.3) : shade(colour, 0.5);
      pen.fillStyle = see(tone, between(random, 0.1, 0.32));
      dab(
        pen,
        x + random() * width,
        y - random() * height,
        stain * between(random, 0.4, 1.7),
        stain * between(random, 0.2, 0.6),
      );
    }
    for (let at = x; at < x + width; at += stain * 2.6) {
      pen.fillStyle = blend(shade(colour, -0.4), '#8b8378', random() * 0.7);
      pen.fillRect(at, y - stain * between(random, 1.2, 2.1), stain * 2.3, stain * 2.1);
    }
  });
}

function roof(pen: Pen, random: Random, plan: House, eaves: number): void {
  const { x, width, roofHeight, roof: colour } = plan;
  const overhang = width * 0.05;
  const inset = width * 0.1;
  within(pen, () => {
    chimney(pen, x + width * between(random, 0.2, 0.75), eaves - roofHeight * 0.8, roofHeight);
    pen.beginPath();
    pen.moveTo(x - overhang, eaves + 1);
    pen.lineTo(x + inset, eaves - roofHeight);
    pen.lineTo(x + width - inset, eaves - roofHeight);
    pen.lineTo(x + width + overhang, eaves + 1);
    pen.closePath();
    pen.fillStyle = shade(colour, -0.3);
    pen.fill();
    pen.clip();
    tiles(
      pen,
      random,
      { x: x - overhang, y: eaves - roofHeight, width: width + 2 * overhang, height: roofHeight },
      colour,
    );
  });
}

function chimney(pen: Pen, x: number, y: number, size: number): void {
  pen.fillStyle = '#96624e';
  pen.fillRect(x, y - size * 0.45, size * 0.3, size * 0.8);
  pen.fillStyle = '#70483a';
  pen.fillRect(x - size * 0.04, y - size * 0.5, size * 0.38, size * 0.1);
}

/** Rows of round tiles over a rectangle, each its own burnt colour. */
export function tiles(
  pen: Pen,
  random: Random,
  area: { x: number; y: number; width: number; height: number },
  colour: Colour,
): void {
  const size = Math.max(2.2, Math.min(area.height, area.width) * 0.1);
  for (let row = 0, y = area.y; y < area.y + area.height + size; row += 1, y += size * 0.8) {
    for (let x = area.x - (row % 2) * size * 0.5; x < area.x + area.width; x += size) {
      pen.fillStyle = blend(shade(colour, between(random, -0.22, 0.2)), '#e0a070', random() * 0.25);
      pen.beginPath();
      pen.roundRect(x, y, size * 0.92, size * 0.9, [0, 0, size * 0.4, size * 0.4]);
      pen.fill();
    }
  }
}

/** A window with panes, shutters and now and then a flower box; `(x, y)` is the middle of its sill. */
export function window(
  pen: Pen,
  random: Random,
  x: number,
  y: number,
  size: { width: number; height: number },
  shutter: Colour,
): void {
  const { width, height } = size;
  const left = x - width / 2;
  pen.fillStyle = '#f4efe4';
  pen.fillRect(left - width * 0.08, y - height * 1.05, width * 1.16, height * 1.1);
  const glass = pen.createLinearGradient(left, y - height, left + width, y);
  glass.addColorStop(0, '#2d3f52');
  glass.addColorStop(0.55, pick(random, ['#5f7f97', '#3f566b', '#88a5b3'] as const));
  glass.addColorStop(1, '#26323f');
  pen.fillStyle = glass;
  pen.fillRect(left, y - height, width, height);
  pen.fillStyle = '#f4efe4';
  pen.fillRect(x - width * 0.04, y - height, width * 0.08, height);
  pen.fillRect(left, y - height * 0.62, width, height * 0.05);
  for (const side of [left - width * 0.5, left + width * 1.08]) {
    pen.fillStyle = shade(shutter, between(random, -0.08, 0.08));
    pen.fillRect(side, y - height * 1.03, width * 0.42, height * 1.06);
    pen.fillStyle = shade(shutter, -0.3);
    for (let slat = 0; slat < 7; slat += 1) {
      pen.fillRect(
        side + width * 0.05,
        y - height * (0.96 - slat * 0.14),
        width * 0.32,
        height * 0.045,
      );
    }
  }
  if (random() < 0.45) {
    flowers(
      pen,
      random,
      left - width * 0.05,
      y + height * 0.06,
      width * 1.1,
      pick(random, ['#d8404f', '#e6779c', '#f0b93a'] as const),
    );
  }
}

function door(
  pen: Pen,
  x: number,
  ground: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  pen.fillStyle = '#cbbfa9';
  pen.fillRect(x - width * 0.6, ground - height * 1.06, width * 1.2, height * 1.06);
  pen.fillStyle = shade(colour, -0.25);
  pen.fillRect(x - width / 2, ground - height, width, height);
  pen.fillStyle = shade(colour, 0.05);
  for (const panel of [0.1, 0.54]) {
    pen.fillRect(x - width * 0.38, ground - height * (panel + 0.36), width * 0.32, height * 0.34);
    pen.fillRect(x + width * 0.06, ground - height * (panel + 0.36), width * 0.32, height * 0.34);
  }
  pen.fillStyle = '#d9b95a';
  dab(pen, x + width * 0.02, ground - height * 0.48, Math.max(0.6, width * 0.05));
}

/** A church with a pointed tower; `(x, y)` is the lower left corner of the tower. */
export function church(pen: Pen, random: Random, x: number, y: number, width: number): void {
  house(pen, random, {
    x: x + width * 0.9,
    y,
    width: width * 1.9,
    height: width * 1.15,
    roofHeight: width * 0.8,
    floors: 1,
    wall: '#e6dcc6',
    roof: '#8f4a38',
    shutter: '#7b6a55',
  });
  const tower = {
    x,
    y,
    width,
    height: width * 2.7,
    roofHeight: 0,
    floors: 3,
    roof: '#6d7a80',
    shutter: '#7b6a55',
  } as const;
  wall(pen, random, { ...tower, wall: '#e9dfc9' });
  for (const [floor, size] of [
    [0.3, 0.34],
    [0.58, 0.3],
    [0.86, 0.3],
  ] as const) {
    pen.fillStyle = '#4a4a52';
    pen.beginPath();
    pen.roundRect(
      x + width * (0.5 - size / 2),
      y - width * 2.7 * floor,
      width * size,
      width * 0.55,
      [width * 0.2, width * 0.2, 0, 0],
    );
    pen.fill();
  }
  const eaves = y - width * 2.7;
  for (let row = 0; row < 14; row += 1) {
    const half = width * 0.58 * (1 - row / 14);
    pen.fillStyle = shade('#66757d', between(random, -0.15, 0.2));
    polygon(pen, [
      [x + width / 2 - half, eaves - row * width * 0.12],
      [x + width / 2 + half, eaves - row * width * 0.12],
      [x + width / 2 + half * 0.9, eaves - (row + 1) * width * 0.12],
      [x + width / 2 - half * 0.9, eaves - (row + 1) * width * 0.12],
    ]);
  }
}
