import { type FrameSize, lay, type Scene, show, still } from '../camera.ts';
import { type Colour, see, shade } from '../paint/colour.ts';
import { wall, window } from '../paint/houses.ts';
import { cobbles } from '../paint/land.ts';
import { person, STEPS_PER_SECOND } from '../paint/people.ts';
import { dab, type Pen, type Picture, paint, polygon, stroke, within } from '../paint/picture.ts';
import { foliage, pottedPlant } from '../paint/plants.ts';
import { softDab } from '../paint/sky.ts';
import { between, type Random, seededRandom } from '../random.ts';

const SEED = 4412;
const PAVEMENT = 262;
/** px/s */
const STROLL = 34;

/** The terrace of a cafe: the camera stands still, coffee steams, somebody walks by. */
export function cafe(frame: FrameSize): Scene {
  const picture = paintCafe(frame);
  const tables = paint(frame.width, frame.height, paintTables);
  return (pen, time) => {
    show(pen, picture, frame, still(frame));
    const clothes = { top: '#4f6f9f', bottom: '#3a3f4a', hair: '#5a3b26' } as const;
    person(pen, 300 + time * STROLL, 292, 118, clothes, time * STEPS_PER_SECOND);
    lay(pen, tables);
    for (const x of [118, 142]) {
      steam(pen, x, 281, time);
    }
  };
}

function paintCafe({ width, height }: FrameSize): Picture {
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED);
    const front = {
      x: 0,
      y: PAVEMENT,
      width,
      height: PAVEMENT,
      roofHeight: 0,
      floors: 2,
      roof: '#a3492f',
      shutter: '#4f7f6a',
    } as const;
    wall(pen, random, { ...front, wall: '#eecfa0' });
    bricks(pen, random, width);
    for (const x of [70, 210, 350, 490, 600]) {
      window(pen, random, x, 70, { width: 42, height: 62 }, '#4f7f6a');
    }
    shopFront(pen, random);
    ivy(pen, random);
    cobbles(pen, random, { width, top: PAVEMENT, bottom: height }, '#c0b2a0');
    awning(pen, 34, 112, 420, '#b8433a');
    for (const x of [22, 470, 560]) {
      pottedPlant(pen, random, x, PAVEMENT + 14, 82);
    }
  });
}

/** A layer of its own, because people pass behind it. */
function paintTables(pen: Pen): void {
  for (const [x, y] of [
    [130, 326],
    [300, 338],
    [548, 330],
  ] as const) {
    table(pen, x, y);
  }
}

function bricks(pen: Pen, random: Random, width: number): void {
  for (let row = 0; row < 6; row += 1) {
    for (let x = -(row % 2) * 11; x < width; x += 22) {
      pen.fillStyle = shade('#a8664a', between(random, -0.2, 0.2));
      pen.fillRect(x, PAVEMENT - 48 + row * 8, 21, 7);
    }
  }
}

function shopFront(pen: Pen, random: Random): void {
  for (const [x, width] of [
    [52, 150],
    [290, 150],
  ] as const) {
    pen.fillStyle = '#2f5a4c';
    pen.fillRect(x - 6, 124, width + 12, 122);
    const glass = pen.createLinearGradient(x, 124, x + width, 240);
    glass.addColorStop(0, '#3b3430');
    glass.addColorStop(0.5, '#8a6a48');
    glass.addColorStop(1, '#40352f');
    pen.fillStyle = glass;
    pen.fillRect(x, 130, width, 88);
    for (let index = 0; index < 46; index += 1) {
      pen.fillStyle = shade('#d9a45a', between(random, -0.5, 0.35));
      const shelf = 160 + Math.floor(random() * 3) * 24;
      pen.fillRect(x + between(random, 4, width - 10), shelf - between(random, 8, 17), 6, 17);
    }
    for (const lamp of [0.25, 0.75]) {
      softDab(pen, x + width * lamp, 148, 24, '#ffdf9a', 0.8);
    }
    pen.fillStyle = '#2f5a4c';
    pen.fillRect(x + width / 2 - 3, 130, 6, 88);
  }
  pen.fillStyle = '#2a4f43';
  pen.fillRect(214, 128, 64, 134);
  pen.fillStyle = '#c9b48a';
  pen.fillRect(222, 138, 48, 66);
  pen.fillStyle = '#5d4a3a';
  pen.fillRect(225, 141, 42, 60);
  sign(pen, 515, 150);
}

/** A cup on a board, so that no font is needed. */
function sign(pen: Pen, x: number, y: number): void {
  pen.fillStyle = '#3a332e';
  dab(pen, x, y, 30);
  pen.fillStyle = '#f5eddc';
  pen.beginPath();
  pen.roundRect(x - 14, y - 6, 24, 18, [0, 0, 9, 9]);
  pen.fill();
  within(pen, () => {
    pen.strokeStyle = '#f5eddc';
    pen.lineWidth = 2.5;
    pen.beginPath();
    pen.arc(x + 11, y + 1, 5, -1.5, 1.5);
    pen.stroke();
    stroke(pen, x - 17, y + 15, x + 13, y + 15);
    stroke(pen, x - 6, y - 11, x - 3, y - 18);
    stroke(pen, x + 2, y - 11, x + 5, y - 18);
  });
}

function ivy(pen: Pen, random: Random): void {
  for (let index = 0; index < 17; index += 1) {
    const y = 14 + index * 15;
    const reach = 22 + 24 * Math.abs(Math.sin(index * 0.9)) * (1 - index / 22);
    foliage(pen, random, { x: 626 - reach * 0.3, y, rx: reach, ry: 16 }, '#4a7f3c');
  }
}

function awning(pen: Pen, x: number, y: number, width: number, colour: Colour): void {
  const count = 20;
  const stripe = width / count;
  for (let index = 0; index < count; index += 1) {
    const tone: Colour = index % 2 === 0 ? colour : '#f6efe0';
    const left = x + index * stripe;
    pen.fillStyle = tone;
    polygon(pen, [
      [left, y - 16],
      [left + stripe, y - 16],
      [left + stripe, y + 20],
      [left, y + 20],
    ]);
    pen.fillStyle = shade(tone, -0.15);
    pen.beginPath();
    pen.roundRect(left, y + 20, stripe, 11, [0, 0, stripe / 2, stripe / 2]);
    pen.fill();
  }
  pen.fillStyle = 'rgba(30,20,20,0.25)';
  pen.fillRect(x, y + 31, width, 8);
}

/** A round table with two cups and a chair on either side; `y` is the ground. */
function table(pen: Pen, x: number, y: number): void {
  for (const side of [-1, 1]) {
    chair(pen, x + side * 62, y, side);
  }
  within(pen, () => {
    pen.fillStyle = 'rgba(40,30,30,0.25)';
    dab(pen, x, y + 2, 44, 7);
    pen.strokeStyle = '#3b3a3c';
    pen.lineWidth = 4;
    stroke(pen, x, y, x, y - 38);
    pen.lineWidth = 3;
    stroke(pen, x - 16, y, x + 16, y);
    pen.fillStyle = '#8a5f3d';
    dab(pen, x, y - 36, 42, 11);
    pen.fillStyle = '#c08d5c';
    dab(pen, x, y - 39, 42, 11);
    pen.strokeStyle = 'rgba(110,70,40,0.5)';
    pen.lineWidth = 0.8;
    for (let grain = -7; grain < 8; grain += 3) {
      const half = 42 * Math.sqrt(1 - (grain / 11) ** 2);
      stroke(pen, x - half, y - 39 + grain, x + half, y - 39 + grain);
    }
    for (const cup of [x - 12, x + 12]) {
      pen.fillStyle = '#e9e4da';
      dab(pen, cup, y - 38, 9, 3);
      pen.fillStyle = '#ffffff';
      pen.fillRect(cup - 5, y - 46, 10, 7);
      pen.fillStyle = '#4f3323';
      dab(pen, cup, y - 46, 5, 1.6);
    }
  });
}

function chair(pen: Pen, x: number, y: number, side: number): void {
  within(pen, () => {
    pen.strokeStyle = '#4a5f58';
    pen.lineWidth = 3;
    const back = x + side * 14;
    stroke(pen, back, y, back + side * 4, y - 62);
    stroke(pen, x - side * 12, y, x - side * 12, y - 27);
    pen.lineWidth = 6;
    stroke(pen, back, y - 28, x - side * 14, y - 28);
    pen.lineWidth = 2;
    for (const slat of [38, 46, 54, 61]) {
      stroke(pen, back - 5, y - slat, back + 9 * side, y - slat);
    }
  });
}

function steam(pen: Pen, x: number, y: number, time: number): void {
  for (let puff = 0; puff < 5; puff += 1) {
    const rise = (time * 0.45 + puff / 5) % 1;
    const sway = Math.sin(rise * 7 + puff * 1.7) * 3;
    pen.fillStyle = see('#ffffff', 0.35 * Math.sin(Math.PI * rise));
    dab(pen, x + sway, y - rise * 30, 2 + rise * 4.5);
  }
}
