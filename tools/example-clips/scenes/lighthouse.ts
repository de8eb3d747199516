import { type FrameSize, lay, type Scene, show, still } from '../camera.ts';
import { blend, see, shade } from '../paint/colour.ts';
import { grass, land, ridge } from '../paint/land.ts';
import { dab, type Pen, type Picture, paint, polygon, stroke, within } from '../paint/picture.ts';
import { clouds, gull, sky, softDab } from '../paint/sky.ts';
import { glints, water } from '../paint/water.ts';
import { between, type Random, seededRandom } from '../random.ts';

const SEED = 1887;
/** One flash in so many s. */
const FLASH_PERIOD = 2.5;

/** Places of a scene that is painted for any frame, in px. */
type Place = {
  readonly horizon: number;
  readonly cliff: number;
  readonly tower: number;
  readonly sun: number;
};

function placesIn({ width, height }: FrameSize): Place {
  return { horizon: height * 0.52, cliff: height * 0.66, tower: width * 0.68, sun: width * 0.26 };
}

/** A lighthouse at sunset: the camera stands still, the sea glitters, the light flashes. */
export function lighthouse(frame: FrameSize): Scene {
  const place = placesIn(frame);
  const picture = paintSea(frame, place);
  const coast = paintLand(frame, place);
  const lamp = place.cliff - towerHeight(frame) * 1.09;
  return (pen, time) => {
    show(pen, picture, frame, still(frame));
    const path = frame.width * 0.34;
    glints(
      pen,
      SEED,
      { left: place.sun - path / 2, width: path, top: place.horizon + 2, bottom: place.cliff + 30 },
      70,
      time,
      '#ffe2a0',
    );
    glints(
      pen,
      SEED + 1,
      { left: 0, width: frame.width * 0.5, top: place.horizon + 4, bottom: place.cliff + 60 },
      60,
      time,
      '#f6b98f',
    );
    lay(pen, coast);
    const flash = Math.max(0, Math.sin((2 * Math.PI * time) / FLASH_PERIOD)) ** 3;
    softDab(
      pen,
      place.tower,
      lamp,
      frame.width * 0.05 + flash * frame.width * 0.13,
      '#fff3c4',
      0.3 + 0.65 * flash,
    );
    for (const bird of [0, 1]) {
      gull(
        pen,
        frame.width * (0.2 + bird * 0.16) + time * 9,
        frame.height * (0.2 + bird * 0.05) - time * 3,
        20 - bird * 5,
        Math.sin(time * 5 + bird),
      );
    }
  };
}

function towerHeight({ height }: FrameSize): number {
  return height * 0.3;
}

function paintSea(frame: FrameSize, place: Place): Picture {
  const { width, height } = frame;
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED);
    sky(pen, width, place.horizon, ['#3d4f86', '#8b6a9f', '#e58a72', '#fcc878']);
    softDab(pen, place.sun, place.horizon - 16, width * 0.34, '#ffe0a0', 0.6);
    pen.fillStyle = '#fff0c2';
    dab(pen, place.sun, place.horizon - 14, 17);
    clouds(pen, random, { width, top: height * 0.1, bottom: height * 0.4 }, 6, '#f3b9a4');
    land(
      pen,
      { width: width * 0.62, bottom: place.horizon },
      ridge(5, place.horizon - 7, 6, 160),
      '#7d5f86',
      '#8f6a86',
    );
    water(pen, random, { width, top: place.horizon, bottom: height }, '#e79a7c', '#3a4a78');
  });
}

/** The land is a layer of its own, because the sea glitters behind it. */
function paintLand(frame: FrameSize, place: Place): Picture {
  const { width, height } = frame;
  return paint(width, height, (pen) => {
    const random = seededRandom(SEED + 2);
    cliff(pen, random, frame, place);
    tower(pen, random, place.tower, place.cliff, towerHeight(frame));
    cottage(pen, place.tower + width * 0.11, place.cliff + 4, width * 0.17);
    const near = ridge(17, height * 0.86, 14, 210);
    land(pen, { width, bottom: height }, near, '#4f5f45', '#2c3d30');
    grass(pen, random, { width, bottom: height + 16 }, near, ['#26372a', '#b59a5a'], 26);
  });
}

function cliff(pen: Pen, random: Random, { width, height }: FrameSize, place: Place): void {
  const edge = (x: number): number => {
    const along = x / width;
    const drop = along < 0.42 ? (0.42 - along) * 7 : 0;
    return place.cliff + drop * drop * 60 + Math.sin(x / 19) * 4 + Math.sin(x / 7) * 1.5;
  };
  land(pen, { width, bottom: height }, edge, '#6a5a5e', '#3d3a48');
  for (let index = 0; index < 900; index += 1) {
    const x = width * between(random, 0.2, 1);
    const y = edge(x) + random() ** 1.3 * (height - edge(x));
    pen.fillStyle = see(blend('#2f2c3a', '#c98f72', random() ** 2), between(random, 0.35, 0.85));
    polygon(pen, [
      [x, y],
      [x + between(random, 3, 13), y + between(random, -1, 3)],
      [x + between(random, 2, 10), y + between(random, 4, 13)],
    ]);
  }
  within(pen, () => {
    pen.beginPath();
    pen.rect(width * 0.36, 0, width, height);
    pen.clip();
    grass(pen, random, { width, bottom: place.cliff + 26 }, edge, ['#3d4f38', '#c2a25f'], 11);
  });
}

function tower(pen: Pen, random: Random, x: number, y: number, height: number): void {
  const bands = 7;
  for (let band = 0; band < bands; band += 1) {
    const half = (part: number): number => height * (0.115 - 0.045 * part);
    const [low, high] = [band / bands, (band + 1) / bands];
    const side = pen.createLinearGradient(x - half(low), 0, x + half(low), 0);
    const tone = band % 2 === 0 ? '#f1e4d6' : '#b5443c';
    side.addColorStop(0, shade(tone, 0.15));
    side.addColorStop(0.5, tone);
    side.addColorStop(1, shade(tone, -0.45));
    pen.fillStyle = side;
    polygon(pen, [
      [x - half(low), y - height * low],
      [x + half(low), y - height * low],
      [x + half(high), y - height * high],
      [x - half(high), y - height * high],
    ]);
    for (let index = 0; index < 26; index += 1) {
      pen.fillStyle = see('#4a2f2f', between(random, 0.05, 0.2));
      pen.fillRect(
        x + between(random, -0.9, 0.8) * half(high),
        y - height * between(random, low, high),
        5,
        1.6,
      );
    }
  }
  pen.fillStyle = '#33364a';
  for (const [part, size] of [
    [0.2, 0.05],
    [0.48, 0.045],
    [0.76, 0.04],
  ] as const) {
    pen.fillRect(x - height * size * 0.5, y - height * part, height * size, height * size * 1.5);
  }
  pen.fillRect(x - height * 0.1, y - height * 1.02, height * 0.2, height * 0.025);
  pen.fillStyle = '#ffe7a6';
  pen.fillRect(x - height * 0.05, y - height * 1.13, height * 0.1, height * 0.11);
  pen.fillStyle = '#8f332e';
  polygon(pen, [
    [x - height * 0.075, y - height * 1.12],
    [x, y - height * 1.22],
    [x + height * 0.075, y - height * 1.12],
  ]);
  within(pen, () => {
    pen.strokeStyle = '#33364a';
    pen.lineWidth = 1.2;
    for (let rail = -4; rail <= 4; rail += 1) {
      stroke(
        pen,
        x + rail * height * 0.024,
        y - height * 1.02,
        x + rail * height * 0.024,
        y - height * 1.06,
      );
    }
    stroke(pen, x - height * 0.1, y - height * 1.06, x + height * 0.1, y - height * 1.06);
  });
}

function cottage(pen: Pen, x: number, y: number, width: number): void {
  pen.fillStyle = '#cdb5a8';
  pen.fillRect(x, y - width * 0.42, width, width * 0.42);
  pen.fillStyle = '#6f3f3a';
  polygon(pen, [
    [x - 3, y - width * 0.4],
    [x + width * 0.12, y - width * 0.72],
    [x + width * 0.9, y - width * 0.72],
    [x + width + 3, y - width * 0.4],
  ]);
  pen.fillStyle = '#ffd98a';
  for (const part of [0.14, 0.62]) {
    pen.fillRect(x + width * part, y - width * 0.3, width * 0.2, width * 0.16);
  }
}
