import assert from 'node:assert/strict';
import { ClipMeter } from '../../../lib/measure/clip-meter.ts';
import type { LumaFrame } from '../../../lib/measure/measurements.ts';
import { filmed, HEIGHT, LEVEL, landscape, passing, WIDTH } from '../../support/luma.ts';
import { lumaGridAt } from '../../support/luma-grids.ts';

const SECONDS = 3;
const RATE = 25;

const one = filmed(landscape(11), LEVEL, 0).luma;
// With less contrast, as another place in another light.
const other = filmed(landscape(31), LEVEL, 0).luma.map((luma) => 140 + (luma - 128) / 3);
const black = new Uint8Array(one.length).fill(3);

type Luma = Uint8Array;
/** How much of the second picture a pixel holds. */
type Share = (x: number, y: number) => number;

function mixed(from: Luma, to: Luma, share: Share): Luma {
  return from.map((level, i) => {
    const part = Math.max(0, Math.min(1, share(i % WIDTH, Math.floor(i / WIDTH))));
    return level + part * ((to[i] as number) - level);
  });
}

/** All measurements of a clip of 25 frames per s. */
function measure(at: (seconds: number) => Luma) {
  const meter = new ClipMeter();
  for (let i = 0; i < SECONDS * RATE; i++) {
    const timestampSeconds = i / RATE;
    const frame: LumaFrame = {
      timestampSeconds,
      width: WIDTH,
      height: HEIGHT,
      luma: at(timestampSeconds),
    };
    meter.addLumaGrid(lumaGridAt(frame));
    if (i % 3 === 0) {
      meter.addFrame(frame);
    }
  }
  return meter.measurements(SECONDS, []);
}

/** Kinds and times, in hundredths of a s. */
function boundaries(at: (seconds: number) => Luma) {
  const { boundaries: found = [] } = measure(at);
  return found.map(({ kind, start_seconds, end_seconds }) => [
    kind,
    Math.round(100 * start_seconds),
    Math.round(100 * end_seconds),
  ]);
}

function assertNear(found: (string | number)[][], kind: string, start: number, end: number): void {
  const [boundary] = found;
  assert.equal(found.length, 1, JSON.stringify(found));
  assert.equal(boundary?.[0], kind);
  assert.ok(Math.abs(Number(boundary?.[1]) - start) <= 10, JSON.stringify(found));
  assert.ok(Math.abs(Number(boundary?.[2]) - end) <= 10, JSON.stringify(found));
}

describe('boundaries of shots', () => {
  it('are cuts at the very frame, within bars and beside large letters that stay', () => {
    const barred = (luma: Luma) =>
      luma.map((level, i) => {
        const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
        return y < 16 || y >= 74 ? 0 : y > 60 && x < 60 && x % 10 < 4 ? 250 : level;
      });
    const {
      boundaries: found = [],
      active_picture,
      shots,
    } = measure((t) => barred(t < 1.2 ? one : other));

    assert.deepEqual(
      found.map(({ kind, start_seconds, end_seconds }) => [kind, start_seconds, end_seconds]),
      [['cut', 1.2, 1.2]],
    );
    assert.equal(shots.length, 2);
    assert.deepEqual(active_picture, { left: 0, top: 16 / HEIGHT, width: 1, height: 58 / HEIGHT });
  });

  it('are dissolves from beginning to end, and shots meet in their middle', () => {
    const dissolved = (t: number) => mixed(one, other, () => (t - 1) / 0.6);
    const [first, second] = measure(dissolved).shots;

    assertNear(boundaries(dissolved), 'dissolve', 100, 160);
    assert.ok(Math.abs((first?.end_seconds ?? 0) - 1.3) < 0.1);
    assert.equal(second?.start_seconds, first?.end_seconds);
  });

  it('are dissolves where one picture wipes the other away', () => {
    const wiped = (t: number) => mixed(one, other, (x) => (x / WIDTH < (t - 1) / 0.5 ? 1 : 0));

    assertNear(boundaries(wiped), 'dissolve', 100, 150);
  });

  it('are gaps between two cuts', () => {
    const cut = (t: number) => (t < 1 ? one : t < 1.1 ? black : other);

    assert.deepEqual(boundaries(cut), [['gap', 100, 112]]);
  });

  it('are fades, also under a line of text that stays', () => {
    const faded = (t: number) => {
      const luma = mixed(t < 1.5 ? one : other, black, () => 1 - Math.abs(t - 1.5) / 0.5);
      return luma.map((level, i) => (i > 80 * WIDTH && i < 84 * WIDTH && i % 5 < 2 ? 240 : level));
    };

    assertNear(boundaries(faded), 'fade', 100, 200);
  });

  it('are none where something large goes by, and none where the light goes and comes back', () => {
    const still = (timestampSeconds: number) => ({
      timestampSeconds,
      width: WIDTH,
      height: HEIGHT,
      luma: one,
    });

    assert.deepEqual(
      boundaries((t) => passing(still(t), 110, 60).luma),
      [],
    );
    assert.deepEqual(
      boundaries((t) => mixed(one, black, () => (Math.abs(t - 1.5) < 0.15 ? 1 : 0))),
      [],
    );
  });
});
