import type { FrameSize, Scene } from '../camera.ts';
import { shade } from '../paint/colour.ts';
import { anyHouse, church, house } from '../paint/houses.ts';
import { land, ridge } from '../paint/land.ts';
import { type Clothes, person } from '../paint/people.ts';
import {
  dab,
  FINENESS,
  type Pen,
  type Picture,
  paint,
  polygon,
  stroke,
  within,
} from '../paint/picture.ts';
import { foliage, pottedPlant, tree } from '../paint/plants.ts';
import { ripmap } from '../paint/ripmap.ts';
import { clouds, sky, softDab } from '../paint/sky.ts';
import {
  drawGround,
  drawSide,
  drawStandees,
  type Eye,
  type Standee,
  type Strip,
} from '../perspective.ts';
import { between, type Random, seededRandom } from '../random.ts';

const SEED = 52;
/** m */
const STREET_LENGTH = 84;
const STREET_WIDTH = 9;
const FRONT_HEIGHT = 13;
const EYE_HEIGHT = 1.65;
/** px per m of the painted fronts and ground, and of the finer things that come close. */
const FRONT_DENSITY = 32;
const STANDEE_DENSITY = 48;
/** The focal length as a part of the frame's width: a phone's main camera, about 64 degrees wide. */
const FOCAL = 0.8;

const BUNTING = ['#d8413a', '#f2c63c', '#3f86b8', '#5f9f4a', '#f4f0e6'] as const;
const PASSERS_BY: readonly { readonly x: number; readonly z: number; readonly clothes: Clothes }[] =
  [
    { x: -2.6, z: 24, clothes: { top: '#c9574a', bottom: '#3f4f6f', hair: '#4a3526' } },
    {
      x: 2.2,
      z: 33,
      clothes: { top: '#e0c04a', bottom: '#5a4f4a', hair: '#2b221d', skin: '#a06f4f' },
    },
    { x: 2.9, z: 33.4, clothes: { top: '#6f9f7a', bottom: '#4a4f6f', hair: '#a3672f' } },
    { x: -1.4, z: 50, clothes: { top: '#4f7f9f', bottom: '#39404a', hair: '#8a8278' } },
  ];

/**
 * An old street with fronts on both sides: the camera moves straight ahead, evenly.
 *
 * @param speed - in m/s
 */
export function street(frame: FrameSize, speed: number): Scene {
  const random = seededRandom(SEED);
  const heaven = paintHeaven(random, frame);
  const left = paintFronts(random, 0);
  const right = paintFronts(random, 0.3);
  const ground = paintGround(random);
  const standees = paintStandees(random);
  return (pen, time) => {
    const eye: Eye = {
      frame,
      focal: frame.width * FOCAL,
      horizon: frame.height * 0.5,
      height: EYE_HEIGHT,
      place: speed * time,
    };
    pen.imageSmoothingEnabled = true;
    pen.imageSmoothingQuality = 'medium';
    pen.drawImage(heaven.canvas, 0, 0, frame.width, frame.height);
    const [end, ...others] = standees;
    drawStandees(pen, eye, end === undefined ? [] : [end]);
    pen.imageSmoothingQuality = 'low';
    drawGround(pen, eye, ground);
    drawSide(pen, eye, left, -STREET_WIDTH / 2);
    drawSide(pen, eye, right, STREET_WIDTH / 2);
    drawStandees(pen, eye, others);
  };
}

function paintHeaven(random: Random, { width, height }: FrameSize): Picture {
  return paint(width, height, (pen) => {
    sky(pen, width, height * 0.52, ['#5f9fd8', '#a9d3ec', '#f3ead4']);
    clouds(pen, random, { width, top: 20, bottom: 130 }, 9, '#ffffff');
    pen.fillStyle = '#a89c8a';
    pen.fillRect(0, height * 0.5, width, height * 0.5);
  });
}

/** House after house along the whole street; `dusk` darkens the side that lies in the shadow. */
function paintFronts(random: Random, dusk: number): Strip {
  const picture = paint(STREET_LENGTH * FRONT_DENSITY, FRONT_HEIGHT * FRONT_DENSITY, (pen) => {
    const foot = FRONT_HEIGHT * FRONT_DENSITY;
    for (let x = 0; x < STREET_LENGTH * FRONT_DENSITY; ) {
      const width = between(random, 5.5, 8.5) * FRONT_DENSITY;
      const floors = random() < 0.5 ? 2 : 3;
      const height = (floors * 2.9 + between(random, 0, 0.6)) * FRONT_DENSITY;
      const plan = anyHouse(random, x, foot, width);
      house(pen, random, { ...plan, floors, height, roofHeight: 2.2 * FRONT_DENSITY });
      if (random() < 0.4) {
        const ivy = { x: x + 14, y: foot - height * 0.4, rx: 18, ry: height * 0.42 };
        foliage(pen, random, ivy, '#4f7f3c');
      }
      x += width;
    }
    pen.globalCompositeOperation = 'source-atop';
    pen.fillStyle = `rgba(40,36,84,${dusk})`;
    pen.fillRect(0, 0, STREET_LENGTH * FRONT_DENSITY, foot);
  });
  return strip(picture);
}

function strip({ canvas }: Picture): Strip {
  return { texture: ripmap(canvas), density: FRONT_DENSITY * FINENESS, length: STREET_LENGTH };
}

function paintGround(random: Random): Strip {
  const width = STREET_WIDTH * FRONT_DENSITY;
  const length = STREET_LENGTH * FRONT_DENSITY;
  const pavement = 1.5 * FRONT_DENSITY;
  const picture = paint(width, length, (pen) => {
    pen.fillStyle = '#837868';
    pen.fillRect(0, 0, width, length);
    const stone = 0.2 * FRONT_DENSITY;
    for (let y = 0, row = 0; y < length; y += stone * 1.3, row += 1) {
      for (let x = pavement - (row % 2) * stone * 0.5; x < width - pavement; x += stone) {
        pen.fillStyle = shade('#b3a48e', between(random, -0.24, 0.22));
        pen.beginPath();
        pen.roundRect(x + 0.5, y + 0.5, stone - 1, stone * 1.3 - 1, 2);
        pen.fill();
      }
    }
    for (let index = 0; index < 150; index += 1) {
      const tone = random() < 0.6 ? '#5d5348' : '#d8c8ac';
      softDab(pen, random() * width, random() * length, between(random, 10, 34), tone, 0.28);
    }
    slabs(pen, random, 0, pavement, length);
    slabs(pen, random, width - pavement, pavement, length);
  });
  return strip(picture);
}

function slabs(pen: Pen, random: Random, x: number, width: number, length: number): void {
  const slab = 0.75 * FRONT_DENSITY;
  for (let y = 0; y < length; y += slab) {
    for (const half of [0, 0.5]) {
      pen.fillStyle = shade('#c9bda8', between(random, -0.16, 0.12));
      pen.fillRect(x + half * width + 0.6, y + 0.6, width / 2 - 1.2, slab - 1.2);
    }
  }
}

/** The end of the street first, which lies behind everything; then all that stands in it. */
function paintStandees(random: Random): Standee[] {
  const standees: Standee[] = [
    { picture: paintEnd(random), density: 16, x: 0, y: -0.4, z: STREET_LENGTH + 4 },
  ];
  for (let z = 7; z < STREET_LENGTH - 4; z += 5.5) {
    const side = Math.round(z / 5.5) % 2 === 0 ? -1 : 1;
    standees.push({ ...paintPlant(random), x: side * 3.8, y: 0, z });
    standees.push({ ...paintLamp(), x: -side * 3.5, y: 0, z: z + 2 });
  }
  for (let z = 13; z < STREET_LENGTH - 8; z += 12) {
    standees.push({ ...paintBunting(), x: 0, y: 4.3, z });
  }
  for (const { x, z, clothes } of PASSERS_BY) {
    standees.push({ ...paintPerson(clothes), x, y: 0, z });
  }
  return standees;
}

function paintEnd(random: Random): Picture {
  return paint(640, 330, (pen) => {
    land(pen, { width: 640, bottom: 330 }, ridge(6, 200, 18, 300), '#8fae9a', '#7d9f64');
    for (let index = 0; index < 60; index += 1) {
      tree(
        pen,
        random,
        random() * 640,
        between(random, 230, 318),
        between(random, 30, 60),
        '#5f8a48',
      );
    }
    church(pen, random, 286, 322, 62);
    tree(pen, random, 262, 326, 84, '#5a8a40');
    tree(pen, random, 420, 328, 96, '#668f48');
  });
}

function paintPlant(random: Random): Pick<Standee, 'picture' | 'density'> {
  const size = Math.round(between(random, 1.2, 1.8) * STANDEE_DENSITY);
  const picture = paint(size, size, (pen) => pottedPlant(pen, random, size / 2, size, size * 0.95));
  return { picture, density: STANDEE_DENSITY };
}

function paintPerson(clothes: Clothes): Pick<Standee, 'picture' | 'density'> {
  const height = 1.75 * STANDEE_DENSITY;
  const picture = paint(STANDEE_DENSITY, Math.ceil(height * 1.05), (pen) => {
    person(pen, STANDEE_DENSITY / 2, height * 1.02, height, clothes, 0.8);
  });
  return { picture, density: STANDEE_DENSITY };
}

function paintLamp(): Pick<Standee, 'picture' | 'density'> {
  const [width, height] = [STANDEE_DENSITY, Math.round(3.6 * STANDEE_DENSITY)];
  const picture = paint(width, height, (pen) => {
    within(pen, () => {
      pen.strokeStyle = '#2f3a3a';
      pen.lineWidth = 5;
      stroke(pen, width / 2, height, width / 2, height * 0.2);
      pen.lineWidth = 10;
      stroke(pen, width / 2, height, width / 2, height * 0.88);
      pen.fillStyle = '#f8e6ae';
      polygon(pen, [
        [width * 0.3, height * 0.08],
        [width * 0.7, height * 0.08],
        [width * 0.62, height * 0.2],
        [width * 0.38, height * 0.2],
      ]);
      pen.fillStyle = '#2f3a3a';
      polygon(pen, [
        [width * 0.22, height * 0.08],
        [width * 0.5, 2],
        [width * 0.78, height * 0.08],
      ]);
    });
  });
  return { picture, density: STANDEE_DENSITY };
}

function paintBunting(): Pick<Standee, 'picture' | 'density'> {
  const [width, height] = [STREET_WIDTH * STANDEE_DENSITY, STANDEE_DENSITY * 1.5];
  const picture = paint(width, height, (pen) => {
    const sag = (x: number): number => 4 + 30 * Math.sin((Math.PI * x) / width);
    pen.strokeStyle = '#5f5a58';
    pen.lineWidth = 1.6;
    const flag = width / 20;
    for (let index = 0; index < 20; index += 1) {
      const x = index * flag;
      stroke(pen, x, sag(x), x + flag, sag(x + flag));
      pen.fillStyle = BUNTING[index % BUNTING.length] ?? BUNTING[0];
      polygon(pen, [
        [x + 3, sag(x + 3)],
        [x + flag - 3, sag(x + flag - 3)],
        [x + flag / 2, sag(x) + 24],
      ]);
      dab(pen, x, sag(x), 1.4);
    }
  });
  return { picture, density: STANDEE_DENSITY };
}
