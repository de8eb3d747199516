import { type FrameSize, handheld, type Scene, type Shake, show } from '../camera.ts';
import { type Colour, shade } from '../paint/colour.ts';
import { house, ROOFS, SHUTTERS, WALLS } from '../paint/houses.ts';
import { cobbles } from '../paint/land.ts';
import { type Clothes, person, STEPS_PER_SECOND } from '../paint/people.ts';
import { dab, type Pen, type Picture, paint, polygon, stroke, within } from '../paint/picture.ts';
import { tree } from '../paint/plants.ts';
import { clouds, sky } from '../paint/sky.ts';
import { between, pick, type Random, seededRandom } from '../random.ts';

const SEED = 905;
/** Painted around the frame for the camera to sway into, in px. */
const MARGIN = 48;
const GROUND = 262;
const FRUIT = [
  '#d8413a',
  '#f08a2c',
  '#f2c63c',
  '#7fae3c',
  '#8a4a8f',
  '#b8d05a',
  '#e46f6f',
] as const;
/** Those who buy; `speed` in px/s. */
const SHOPPERS: readonly {
  readonly x: number;
  readonly y: number;
  readonly speed: number;
  readonly clothes: Clothes;
}[] = [
  {
    x: 500,
    y: 372,
    speed: 0,
    clothes: { top: '#4f7f9f', bottom: '#39404a', hair: '#2b221d', skin: '#a06f4f' },
  },
  { x: 150, y: 378, speed: 20, clothes: { top: '#c9574a', bottom: '#3f4f6f', hair: '#4a3526' } },
  { x: 332, y: 392, speed: 0, clothes: { top: '#e0b64a', bottom: '#6f5a4a', hair: '#8a8278' } },
];

/** A market square seen by somebody who stands there with the camera in the hand. */
export function market(frame: FrameSize, shake: Shake): Scene {
  const picture = paintMarket(frame.width + 2 * MARGIN, frame.height + 2 * MARGIN);
  const view = handheld({ x: picture.width / 2, y: picture.height / 2 }, shake, SEED);
  return (pen, time) => {
    show(pen, picture, frame, view(time), () => shoppers(pen, time));
  };
}

function shoppers(pen: Pen, time: number): void {
  for (const { x, y, speed, clothes } of SHOPPERS) {
    const stride = speed === 0 ? undefined : time * STEPS_PER_SECOND;
    person(pen, x + speed * time, y, 132, clothes, stride);
  }
}

function paintMarket(width: number, height: number): Picture {
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED);
    sky(pen, width, 200, ['#77b0de', '#cfe4ee']);
    clouds(pen, random, { width, top: 30, bottom: 80 }, 5, '#ffffff');
    square(pen, random, width);
    cobbles(pen, random, { width, top: GROUND, bottom: height }, '#bfae96');
    const stalls = [
      { x: 30, awning: '#c9463d' },
      { x: 278, awning: '#3f7f6a' },
      { x: 526, awning: '#e09a34' },
    ] as const;
    for (const { x, awning } of stalls) {
      stall(pen, random, x, GROUND + 86, 196, awning);
    }
    bunting(pen, width);
  });
}

function square(pen: Pen, random: Random, width: number): void {
  for (let x = -30; x < width; ) {
    const front = between(random, 96, 128);
    house(pen, random, {
      x,
      y: GROUND + 4,
      width: front,
      height: between(random, 150, 186),
      roofHeight: 38,
      floors: 3,
      wall: pick(random, WALLS),
      roof: pick(random, ROOFS),
      shutter: pick(random, SHUTTERS),
    });
    x += front + 1;
  }
  for (const x of [250, 512]) {
    tree(pen, random, x, GROUND + 22, 148, '#5f8f44');
  }
}

/** A stall; `x` is its left edge and `y` the ground, in px. */
function stall(
  pen: Pen,
  random: Random,
  x: number,
  y: number,
  width: number,
  awning: Colour,
): void {
  const top = y - 142;
  pen.fillStyle = '#3f332c';
  pen.fillRect(x + 8, top + 20, width - 16, 84);
  pen.fillStyle = '#7a5b3c';
  for (const post of [x + 4, x + width - 10]) {
    pen.fillRect(post, top, 6, y - top);
  }
  person(pen, x + width * between(random, 0.3, 0.6), y - 4, 112, {
    top: '#e9e2d2',
    bottom: '#4a5a44',
    hair: '#3a2c22',
  });
  boxes(pen, random, x, y, width);
  stripes(pen, x - 12, top, width + 24, awning);
}

function boxes(pen: Pen, random: Random, x: number, y: number, width: number): void {
  for (const row of [0, 1]) {
    const rowY = y - 58 + row * 30;
    for (let box = 0; box < 4; box += 1) {
      const boxWidth = width / 4 - 2;
      const left = x + box * (boxWidth + 2.6);
      const fruit = pick(random, FRUIT);
      for (let index = 0; index < 44; index += 1) {
        pen.fillStyle = shade(fruit, between(random, -0.28, 0.25));
        dab(
          pen,
          left + between(random, 4, boxWidth - 4),
          rowY - between(random, -4, 9),
          between(random, 2.6, 4.2),
        );
      }
      pen.fillStyle = '#b98d58';
      pen.fillRect(left, rowY + 2, boxWidth, 24);
      pen.fillStyle = '#8a6238';
      for (const slat of [8, 16, 24]) {
        pen.fillRect(left, rowY + slat, boxWidth, 1.8);
      }
      pen.fillStyle = '#f5f0df';
      pen.fillRect(left + boxWidth * 0.36, rowY + 6, boxWidth * 0.3, 9);
      pen.fillStyle = '#555555';
      pen.fillRect(left + boxWidth * 0.41, rowY + 9.5, boxWidth * 0.2, 1.4);
    }
  }
}

function stripes(pen: Pen, x: number, y: number, width: number, colour: Colour): void {
  const count = 12;
  const stripe = width / count;
  for (let index = 0; index < count; index += 1) {
    const tone: Colour = index % 2 === 0 ? colour : '#f6efe0';
    const left = x + index * stripe;
    const lean = (index - count / 2) * 1.6;
    pen.fillStyle = tone;
    polygon(pen, [
      [left - lean, y - 22],
      [left - lean + stripe - 1.6, y - 22],
      [left + stripe, y + 22],
      [left, y + 22],
    ]);
    pen.fillStyle = shade(tone, -0.14);
    pen.beginPath();
    pen.roundRect(left, y + 22, stripe, 12, [0, 0, stripe / 2, stripe / 2]);
    pen.fill();
  }
  pen.fillStyle = 'rgba(30,20,20,0.22)';
  pen.fillRect(x + 12, y + 34, width - 24, 7);
}

function bunting(pen: Pen, width: number): void {
  within(pen, () => {
    pen.strokeStyle = '#6f6a66';
    pen.lineWidth = 1;
    for (let x = -20; x < width; x += 18) {
      const sag = (at: number): number => 74 + 26 * Math.sin((Math.PI * (at + 20)) / 260) ** 2;
      stroke(pen, x, sag(x), x + 18, sag(x + 18));
      pen.fillStyle = FRUIT[Math.abs(Math.round(x / 18)) % FRUIT.length] ?? FRUIT[0];
      polygon(pen, [
        [x + 2, sag(x + 2)],
        [x + 14, sag(x + 14)],
        [x + 8, sag(x + 8) + 15],
      ]);
    }
  });
}
