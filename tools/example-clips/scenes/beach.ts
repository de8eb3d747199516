import { type FrameSize, lay, type Scene, show, still } from '../camera.ts';
import { sailingBoat } from '../paint/boats.ts';
import { blend, type Colour, see, shade } from '../paint/colour.ts';
import { grass, land, ridge } from '../paint/land.ts';
import { person, STEPS_PER_SECOND } from '../paint/people.ts';
import { dab, type Pen, type Picture, paint, polygon, stroke, within } from '../paint/picture.ts';
import { clouds, gull, sky } from '../paint/sky.ts';
import { glints, water } from '../paint/water.ts';
import { between, type Random, seededRandom } from '../random.ts';

const SEED = 316;
const HORIZON = 138;
const SURF = 214;
const HUTS: readonly Colour[] = ['#d8574a', '#3f8fa8', '#e8b84a', '#5f9f6a', '#e58aa0'];

/** A beach in the wind: the camera stands still, waves run out, somebody walks along the water. */
export function beach(frame: FrameSize): Scene {
  const picture = paintBeach(frame);
  const front = paint(frame.width, frame.height, (pen) => paintFront(pen, frame));
  return (pen, time) => {
    show(pen, picture, frame, still(frame));
    glints(
      pen,
      SEED,
      { left: 0, width: frame.width, top: HORIZON + 3, bottom: SURF - 4 },
      110,
      time,
      '#ffffff',
    );
    waves(pen, frame.width, time);
    const clothes = { top: '#e8e0d0', bottom: '#5f7fa8', hair: '#6b4a2f' } as const;
    person(pen, 178 + time * 17, 258, 62, clothes, time * STEPS_PER_SECOND);
    gull(pen, 120 + time * 24, 70 - time * 2, 22, Math.sin(time * 5));
    gull(pen, 190 + time * 20, 52, 16, Math.sin(time * 5 + 1));
    lay(pen, front);
  };
}

function paintBeach({ width, height }: FrameSize): Picture {
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED);
    sky(pen, width, HORIZON, ['#4f98d8', '#9fd0ee', '#e8f3f2']);
    clouds(pen, random, { width, top: 30, bottom: 104 }, 7, '#ffffff');
    const hills = ridge(12, -14, 9, 200);
    const headland = (x: number): number => HORIZON + 3 + hills(x) * (1 - x / (width * 0.4));
    land(pen, { width: width * 0.4, bottom: HORIZON }, headland, '#8aa68a', '#a3ad86');
    water(pen, random, { width, top: HORIZON, bottom: SURF + 14 }, '#4f9fc0', '#6fc0bf');
    sailingBoat(pen, 470, HORIZON + 16, 34, '#b8433a');
    sailingBoat(pen, 388, HORIZON + 6, 18, '#3f5f7f');
    sand(pen, random, width, height);
  });
}

function sand(pen: Pen, random: Random, width: number, height: number): void {
  land(pen, { width, bottom: height }, ridge(4, SURF + 6, 3, 240), '#c9ab7c', '#ecd6a3');
  for (let index = 0; index < 2600; index += 1) {
    const near = random();
    const y = SURF + 12 + near * (height - SURF - 12);
    pen.fillStyle = see(blend('#a3824f', '#fff3d0', random()), between(random, 0.2, 0.5));
    dab(pen, random() * width, y, (2 + random() * 5) * (0.4 + near), 0.5 + near);
  }
}

function hut(pen: Pen, random: Random, x: number, y: number, width: number, colour: Colour): void {
  const height = width * 1.15;
  for (let board = 0; board < 10; board += 1) {
    const tone: Colour = board % 2 === 0 ? colour : '#f8f3e6';
    pen.fillStyle = shade(tone, between(random, -0.1, 0.05));
    pen.fillRect(x + (board * width) / 10, y - height, width / 10 + 0.4, height);
  }
  pen.fillStyle = shade(colour, -0.3);
  pen.fillRect(x + width * 0.3, y - height * 0.72, width * 0.4, height * 0.72);
  pen.fillStyle = '#f8f3e6';
  pen.fillRect(x + width * 0.36, y - height * 0.66, width * 0.28, height * 0.26);
  pen.fillStyle = shade(colour, -0.15);
  polygon(pen, [
    [x - 4, y - height],
    [x + width / 2, y - height * 1.5],
    [x + width + 4, y - height],
  ]);
  pen.fillStyle = '#f8f3e6';
  polygon(pen, [
    [x + 5, y - height - 1],
    [x + width / 2, y - height * 1.38],
    [x + width - 5, y - height - 1],
  ]);
}

function waves(pen: Pen, width: number, time: number): void {
  within(pen, () => {
    for (const [index, base] of [SURF - 22, SURF - 8, SURF + 5].entries()) {
      const swell = Math.sin(time * 1.5 + index * 1.9) * (2 + index * 1.6);
      pen.strokeStyle = `rgba(255,255,255,${0.5 + index * 0.15})`;
      pen.lineWidth = 1.6 + index * 1.4;
      pen.beginPath();
      for (let x = -4; x <= width + 4; x += 4) {
        pen.lineTo(
          x,
          base +
            swell +
            Math.sin(x / 37 + index * 2 + time * 0.5) * 2.6 +
            Math.sin(x / 11 + index) * 0.9,
        );
      }
      pen.stroke();
    }
  });
}

function paintFront(pen: Pen, { width, height }: FrameSize): void {
  const random = seededRandom(SEED + 1);
  HUTS.forEach((colour, index) => {
    hut(pen, random, 396 + index * 47, 268 + index * 3, 40, colour);
  });
  parasol(pen, 118, 318, 128, ['#e2574c', '#fbf3e4']);
  parasol(pen, 300, 300, 96, ['#3f86b8', '#f8e08a']);
  grass(
    pen,
    random,
    { width, bottom: height + 20 },
    ridge(9, height - 18, 10, 180),
    ['#7d8a45', '#d6cf8a'],
    30,
  );
}

/** A parasol with two towels below; `(x, y)` is the foot of its pole. */
function parasol(
  pen: Pen,
  x: number,
  y: number,
  size: number,
  [one, two]: readonly [Colour, Colour],
): void {
  pen.fillStyle = 'rgba(90,70,40,0.3)';
  dab(pen, x + size * 0.15, y + 3, size * 0.5, size * 0.08);
  for (const [side, tone] of [
    [-1, two],
    [1, one],
  ] as const) {
    pen.fillStyle = tone;
    polygon(pen, [
      [x + side * size * 0.1, y - 2],
      [x + side * size * 0.62, y + 2],
      [x + side * size * 0.56, y + size * 0.13],
      [x + side * size * 0.02, y + size * 0.09],
    ]);
  }
  within(pen, () => {
    pen.strokeStyle = '#f2ead8';
    pen.lineWidth = size * 0.025;
    stroke(pen, x, y, x, y - size * 0.86);
  });
  const parts = 8;
  for (let part = 0; part < parts; part += 1) {
    const rim = (at: number): number => x - size * 0.5 * Math.cos((Math.PI * at) / parts);
    const dip = (at: number): number =>
      y - size * 0.5 + size * 0.07 * Math.sin((Math.PI * at) / parts);
    pen.fillStyle = shade(part % 2 === 0 ? one : two, 0.12 - part * 0.04);
    pen.beginPath();
    pen.moveTo(x, y - size * 0.88);
    pen.quadraticCurveTo(
      (x + rim(part)) / 2 + (rim(part) - x) * 0.25,
      y - size * 0.8,
      rim(part),
      dip(part),
    );
    pen.lineTo(rim(part + 1), dip(part + 1));
    pen.quadraticCurveTo(
      (x + rim(part + 1)) / 2 + (rim(part + 1) - x) * 0.25,
      y - size * 0.8,
      x,
      y - size * 0.88,
    );
    pen.fill();
  }
}
