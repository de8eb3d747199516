import { type FrameSize, type Scene, show, still } from '../camera.ts';
import { fishingBoat, sailingBoat } from '../paint/boats.ts';
import { anyHouse, church, house } from '../paint/houses.ts';
import { cobbles, fields, grass, land, ridge } from '../paint/land.ts';
import { FINENESS, type Pen, type Picture, paint, stroke, within } from '../paint/picture.ts';
import { cypress, tree } from '../paint/plants.ts';
import { clouds, gull, sky } from '../paint/sky.ts';
import { glints, ripples, water } from '../paint/water.ts';
import { between, type Random, seededRandom } from '../random.ts';

const SEED = 20240611;
const SHORE = 186;
const QUAY = 306;
/** px/s */
const BOAT_SPEED = 13;

/** A small harbour in the morning: the camera stands still, a sailing boat leaves, gulls circle. */
export function harbour(frame: FrameSize): Scene {
  const picture = paintHarbour(frame);
  return (pen, time) => {
    show(pen, picture, frame, still(frame));
    glints(
      pen,
      SEED,
      { left: 0, width: 450, top: SHORE + 14, bottom: QUAY - 8 },
      90,
      time,
      '#fff6dc',
    );
    const bob = Math.sin(time * 2.1) * 1.1;
    sailingBoat(pen, 150 + time * BOAT_SPEED, 236 + bob, 56, '#3f6f8f');
    for (const bird of [0, 1, 2]) {
      const turn = time * 0.5 + bird * 2.2;
      gull(
        pen,
        380 + Math.cos(turn) * 70 + bird * 32,
        62 + Math.sin(turn) * 16 + bird * 12,
        15 - bird * 2,
        Math.sin(time * 6 + bird * 2),
      );
    }
  };
}

function paintHarbour({ width, height }: FrameSize): Picture {
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED);
    sky(pen, width, SHORE, ['#6fa9d6', '#a9cfe6', '#f6e3c4']);
    clouds(pen, random, { width, top: 22, bottom: 92 }, 7, '#fff8ee');
    backdrop(pen, random, width);
    water(pen, random, { width, top: SHORE, bottom: height }, '#9fc4cf', '#2f6f86');
    town(pen, random, width);
    reflect(pen, width);
    ripples(pen, random, { width, top: SHORE + 2, bottom: SHORE + 62 }, '#b9d6da', '#3f7d92');
    fishingBoat(pen, 505, 262, 128, '#b8433a');
    fishingBoat(pen, 592, 228, 78, '#3f7a68');
    mooring(pen, random, width, height);
  });
}

function backdrop(pen: Pen, random: Random, width: number): void {
  land(pen, { width, bottom: SHORE }, ridge(3, 128, 16, 320), '#9db4c4', '#b4c8b4');
  const hill = ridge(8, 146, 14, 260);
  land(pen, { width, bottom: SHORE }, hill, '#86a56c', '#6f9457');
  fields(pen, random, { width, depth: 34 }, hill, ['#a9b765', '#8fae5f', '#c2b76c', '#7d9c55']);
  for (let index = 0; index < 26; index += 1) {
    const x = random() * width;
    tree(pen, random, x, hill(x) + between(random, 2, 26), between(random, 9, 17), '#4f7f45');
  }
}

function town(pen: Pen, random: Random, width: number): void {
  church(pen, random, 214, SHORE - 14, 17);
  for (let x = 6; x < width * 0.66; ) {
    const front = between(random, 30, 46);
    house(pen, random, {
      ...anyHouse(random, x, SHORE, front),
      floors: 2,
      height: front * between(random, 0.78, 1.05),
    });
    x += front + 1.5;
  }
  for (const x of [447, 462, 478, 604, 620]) {
    cypress(pen, random, x, SHORE + 1, between(random, 34, 52));
  }
  house(pen, random, { ...anyHouse(random, 505, SHORE, 62), floors: 2, height: 44 });
  pen.fillStyle = '#8a8377';
  pen.fillRect(0, SHORE, width, 5);
  grass(pen, random, { width, bottom: SHORE + 3 }, () => SHORE - 1, ['#4c7040', '#8fae5c'], 4);
}

/** The shore upside down in the water, pale, before ripples go over it. */
function reflect(pen: Pen, width: number): void {
  const depth = 62;
  within(pen, () => {
    pen.globalAlpha = 0.42;
    pen.translate(0, 2 * SHORE + 4);
    pen.scale(1, -1);
    const top = SHORE - depth;
    pen.drawImage(
      pen.canvas,
      0,
      top * FINENESS,
      width * FINENESS,
      depth * FINENESS,
      0,
      top,
      width,
      depth,
    );
  });
}

function mooring(pen: Pen, random: Random, width: number, height: number): void {
  cobbles(pen, random, { width, top: QUAY, bottom: height }, '#b7aa98');
  pen.fillStyle = '#d3c8b4';
  pen.fillRect(0, QUAY - 4, width, 7);
  pen.fillStyle = 'rgba(40,40,50,0.35)';
  pen.fillRect(0, QUAY + 3, width, 3);
  within(pen, () => {
    pen.strokeStyle = '#c9b48a';
    pen.lineWidth = 1.8;
    stroke(pen, 452, 240, 420, QUAY);
    pen.strokeStyle = '#33363b';
    pen.lineCap = 'round';
    for (const x of [96, 420]) {
      pen.lineWidth = 13;
      stroke(pen, x, QUAY + 14, x, QUAY - 2);
      pen.lineWidth = 18;
      stroke(pen, x - 1, QUAY - 5, x + 1, QUAY - 5);
    }
    crabPots(pen, 226, QUAY + 30);
  });
}

/** A heap of crab pots. */
function crabPots(pen: Pen, x: number, y: number): void {
  for (const [dx, dy] of [
    [0, 0],
    [38, 2],
    [17, -22],
  ] as const) {
    pen.fillStyle = '#6d5236';
    pen.beginPath();
    pen.roundRect(x + dx, y + dy - 24, 36, 24, [9, 9, 2, 2]);
    pen.fill();
    pen.strokeStyle = '#c2a06b';
    pen.lineWidth = 1;
    for (let mesh = 3; mesh < 36; mesh += 5) {
      stroke(pen, x + dx + mesh, y + dy - 23, x + dx + mesh - 2, y + dy);
    }
    for (let mesh = 4; mesh < 24; mesh += 5) {
      stroke(pen, x + dx + 1, y + dy - mesh, x + dx + 35, y + dy - mesh);
    }
  }
}
