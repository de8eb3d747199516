import assert from 'node:assert/strict';
import {
  type ActivePicture,
  ActivePictureFinder,
} from '../../../lib/measure/active-picture/active-picture.ts';
import type { LumaFrame } from '../../../lib/measure/measurements.ts';
import { filmed, HEIGHT, LEVEL, landscape, passing, WIDTH } from '../../support/luma.ts';

const place = landscape(21);
const panned = (t: number) => filmed(place, { ...LEVEL, x: 15 * t }, t, 2);
const still = (t: number) => filmed(place, LEVEL, t, 2);

type Pixel = (x: number, y: number, level: number) => number;

/** The same frame with something over it. */
function painted(frame: LumaFrame, pixel: Pixel): LumaFrame {
  const luma = frame.luma.map((level, i) => pixel(i % WIDTH, Math.floor(i / WIDTH), level));
  return { ...frame, luma };
}

function found(at: (t: number) => LumaFrame): ActivePicture {
  const finder = new ActivePictureFinder();
  for (let i = 0; i < 10; i++) {
    finder.add(at(i * 0.3));
  }
  const { final } = finder;
  assert.ok(final);
  return final;
}

const ALL = { left: 0, top: 0, width: WIDTH, height: HEIGHT };

/** Share of a rectangle that counts as picture. */
function shownIn({ shown }: ActivePicture, left: number, top: number, side: number): number {
  let sum = 0;
  for (let i = 0; i < side * side; i++) {
    sum += shown[left + (i % side) + (top + Math.floor(i / side)) * WIDTH] as number;
  }
  return sum / side ** 2;
}

describe('the active picture', () => {
  it('is all of a picture without borders, whether the camera moves or not', () => {
    assert.deepEqual(found(panned).area, ALL);
    assert.deepEqual(found(still).area, ALL);
  });

  it('lies within bars of any colour, those for subtitles among them', () => {
    const barred = (colour: number) => (t: number) =>
      painted(panned(t), (x, y, level) => (y < 12 || y >= 78 || x < 20 ? colour : level));
    const subtitled = (t: number) =>
      painted(panned(t), (x, y, level) => {
        const isText =
          y >= 80 && y < 86 && x > 30 && x < 130 && (x * 7 + Math.floor(t) * 5) % 3 === 0;
        return y < 74 ? level : isText ? 230 : 2;
      });

    const area = { left: 20, top: 12, width: 140, height: 66 };
    assert.deepEqual(found(barred(0)).area, area);
    assert.deepEqual(found(barred(240)).area, area);
    assert.deepEqual(found(subtitled).area, { ...ALL, height: 74 });
  });

  it('lies within bars that are made of the picture itself, blurred', () => {
    const soft = landscape(22);
    const blurred = (t: number) => {
      const behind = filmed(soft, { x: 3 * t, y: 0, zoom: 12 }, t, 0);
      return painted(panned(t), (x, y, level) =>
        x < 50 || x >= 110 ? (behind.luma[y * WIDTH + x] as number) : level,
      );
    };

    assert.deepEqual(found(blurred).area, { left: 50, top: 0, width: 60, height: 90 });
  });

  it('does not end where a plain wall does that somebody stands before', () => {
    const interview = (t: number) =>
      painted(still(t), (x, y, level) =>
        Math.hypot((x - 80) / 40, (y - 90) / 60) < 1 ? level + 20 * Math.sin(9 * t) : 90,
      );

    assert.deepEqual(found(interview).area, ALL);
  });

  it('leaves out half-transparent marks over a picture that moves', () => {
    const marked = (t: number) =>
      painted(panned(t), (x, y, level) =>
        x > 120 && x < 150 && y > 10 && y < 30 && x % 6 < 3 ? (level + 255) / 2 : level,
      );
    const active = found(marked);

    assert.ok(shownIn(active, 122, 12, 16) < 0.1);
    assert.ok(shownIn(active, 20, 20, 60) > 0.95);
  });

  it('takes no scene for a mark, while the camera stands still and something large goes by', () => {
    const active = found((t) => passing(still(t), 90, 40));

    assert.deepEqual(active.area, ALL);
    assert.ok(active.shown.every((shown) => shown === 1));
  });
});
