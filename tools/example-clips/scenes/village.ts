import { type FrameSize, type Scene, show } from '../camera.ts';
import { blend } from '../paint/colour.ts';
import { anyHouse, church, house } from '../paint/houses.ts';
import { fields, grass, land, type Ridge, ridge } from '../paint/land.ts';
import { dab, type Pen, type Picture, paint } from '../paint/picture.ts';
import { cypress, tree } from '../paint/plants.ts';
import { clouds, sky } from '../paint/sky.ts';
import { between, pick, type Random, seededRandom } from '../random.ts';

const SEED = 71;
const HORIZON = 150;

/**
 * Hills around a village: the camera pans to the right, evenly.
 *
 * @param speed - how fast the picture passes, in px/s
 * @param seconds - how long, to know how wide to paint
 */
export function village(frame: FrameSize, speed: number, seconds: number): Scene {
  const picture = paintVillage(Math.ceil(frame.width + speed * seconds) + 2, frame.height);
  return (pen, time) => {
    show(pen, picture, frame, { x: frame.width / 2 + speed * time, y: frame.height / 2, turn: 0 });
  };
}

function paintVillage(width: number, height: number): Picture {
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED);
    sky(pen, width, HORIZON, ['#5f9fd8', '#a5d0ec', '#eaf1e2']);
    clouds(pen, random, { width, top: 26, bottom: 100 }, 12, '#ffffff');
    land(pen, { width, bottom: height }, ridge(21, 118, 22, 420), '#a3b8cc', '#b9cdb9');
    land(pen, { width, bottom: height }, ridge(25, 138, 15, 300), '#8bab86', '#7c9f64');
    const slope = ridge(33, 160, 16, 380);
    land(pen, { width, bottom: height }, slope, '#86aa5d', '#6f974c');
    fields(pen, random, { width, depth: 66 }, slope, [
      '#b5bd66',
      '#8fb45c',
      '#d0bf6d',
      '#7aa052',
      '#c5a860',
      '#9dbb62',
    ]);
    scatterTrees(pen, random, width, slope);
    grass(pen, random, { width, bottom: 285 }, ridge(40, 226, 7, 300), ['#5d8a3f', '#a3bd66'], 9);
    houses(pen, random, width);
    meadow(pen, random, width, height);
  });
}

function scatterTrees(pen: Pen, random: Random, width: number, slope: Ridge): void {
  for (let index = 0; index < width / 20; index += 1) {
    const x = random() * width;
    const near = random();
    tree(
      pen,
      random,
      x,
      slope(x) + 4 + near * 56,
      10 + near * 16,
      pick(random, ['#4f7f45', '#5f8a3f', '#6f9050'] as const),
    );
  }
}

function houses(pen: Pen, random: Random, width: number): void {
  const lane = ridge(40, 236, 7, 300);
  for (const row of [0, 1]) {
    for (let x = 40 + row * 30; x < width - 60; ) {
      const front = between(random, 34, 52) + row * 12;
      const foot = lane(x + front / 2) + row * 24 - 12;
      const open = random() < 0.3;
      if (open) {
        tree(pen, random, x + front / 2, foot + 3, between(random, 40, 62), '#557f3f');
      } else {
        house(pen, random, anyHouse(random, x, foot, front));
      }
      if (random() < 0.35) {
        cypress(pen, random, x + front + 4, foot + 2, between(random, 40, 60));
      }
      x += front * (open ? 0.9 : 1.08) + between(random, 2, 22);
    }
    if (row === 0) {
      church(pen, random, width * 0.52, lane(width * 0.52) + 2, 34);
    }
  }
}

function meadow(pen: Pen, random: Random, width: number, height: number): void {
  const edge = ridge(52, 268, 9, 260);
  land(pen, { width, bottom: height }, edge, '#86ad4c', '#4f7f36');
  grass(pen, random, { width, bottom: height + 14 }, edge, ['#3f6b2c', '#b3cb6a'], 20);
  for (let index = 0; index < width * 0.55; index += 1) {
    const x = random() * width;
    const near = random();
    pen.fillStyle = blend(
      pick(random, ['#d8404f', '#f4e9ef', '#e9c13c', '#8f77c4'] as const),
      '#ffffff',
      random() * 0.25,
    );
    dab(pen, x, edge(x) + 4 + near * (height - edge(x)), 1 + near * 1.8, 0.9 + near * 1.3);
  }
}
