import assert from 'node:assert/strict';
import { type Candidate, chooseFrames } from '../../../lib/media/sample/select-frames.ts';
import { filmed, HEIGHT, LEVEL, landscape, WIDTH } from '../../support/luma.ts';

const texture = landscape(21);
type At = (seconds: number) => Candidate;

const still: At = (t) => ({ luma: filmed(texture, LEVEL, t, 3) });
/** A grey picture with a white block in it, in px. */
function block(left: number, width: number, seconds: number): Candidate {
  const luma = new Uint8Array(WIDTH * HEIGHT).fill(90);
  for (let y = 20; y < 80; y++) {
    luma.fill(220, y * WIDTH + Math.round(left), y * WIDTH + Math.round(left) + width);
  }
  return { luma: { timestampSeconds: seconds, width: WIDTH, height: HEIGHT, luma } };
}

const busy: At = (t) => ({ luma: filmed(landscape(1000 * t), LEVEL, t) });

function chosen(
  at: At,
  { seconds = 20, maxFrames = 32, shots = [] as number[][], others = [] as number[] } = {},
) {
  const every = (step: number) =>
    Array.from({ length: Math.ceil(seconds / step) }, (_, i) => at(i * step));
  return chooseFrames({
    base: every(Math.max(1, seconds / maxFrames)),
    dense: every(Math.max(0.5, seconds / maxFrames)),
    others: others.map(at),
    shots: (shots.length > 0 ? shots : [[0, seconds]]).map(
      ([start_seconds = 0, end_seconds = 0]) => ({ start_seconds, end_seconds }),
    ),
    maxFrames,
    durationSeconds: seconds,
  }).map(({ luma }) => luma.timestampSeconds);
}

describe('the frames that a model sees', () => {
  it('are few of a still clip: at most a third of one per s, and at least one', () => {
    const times = chosen(still);

    assert.ok(times.length <= 20 / 3, `${times.length}`);
    assert.equal(times[0], 0);
    assert.deepEqual(chosen(still, { seconds: 1 }), [0]);
  });

  it('are as many of a busy clip as max_frames allows', () => {
    assert.equal(chosen(busy).length, 32);
    assert.equal(chosen(busy, { maxFrames: 8 }).length, 8);
  });

  it('are some eight of a still clip, however long', () => {
    for (const seconds of [40, 90, 600]) {
      const count = chosen((t) => block(0, 0, t), { seconds }).length;
      assert.ok(count >= 6 && count <= 9, `${count} of ${seconds} s`);
    }
  });

  it('are added where something happens, in place of those that would show the same', () => {
    const others = Array.from({ length: 12 }, (_, i) => 301 + i / 2);
    const walker: At = (t) => (t > 300 && t < 308 ? block(20 * (t - 300), 12, t) : block(0, 0, t));
    const times = chosen(walker, { seconds: 600, others });

    assert.deepEqual(
      times.filter((t) => t > 300 && t < 308),
      others,
    );
    assert.ok(times.length <= 21, `${times}`);
  });

  it('are not added for what goes on all the time, such as a head that sways', () => {
    const others = Array.from({ length: 30 }, (_, i) => 1.4 + 2 * i);
    const head: At = (t) =>
      block(60 + 4 * Math.sin(2.3 * t), 40 + Math.round(5 * Math.sin(5.1 * t)), t);

    assert.equal(
      chosen(head, { seconds: 60, others }).length,
      chosen(head, { seconds: 60 }).length,
    );
  });

  it('are where something new is seen', () => {
    const times = chosen((t) => (t === 7 ? busy(t) : still(t)));

    assert.ok(times.includes(7), `${times}`);
    assert.ok(times.includes(8), `${times}`);
  });

  it('show every shot, however short and alike', () => {
    const shots = [
      [0, 3.2],
      [3.2, 3.5],
      [3.5, 8],
    ];
    const times = chosen(still, { seconds: 8, shots, others: [3.28, 3.58] });

    for (const [start = 0, end = 0] of shots) {
      assert.ok(
        times.some((t) => t >= start && t < end),
        `${start} to ${end}: ${times}`,
      );
    }
  });

  it('are never more than max_frames, not even for the sake of shots', () => {
    const shots = Array.from({ length: 10 }, (_, i) => [2 * i, 2 * i + 2]);
    const times = chosen(busy, { shots, maxFrames: 4 });

    assert.equal(times.length, 4);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  it('do not heed flicker and noise', () => {
    const flickering: At = (t) => {
      const { luma } = still(t);
      return { luma: { ...luma, luma: luma.luma.map((level) => level + 10 * (t % 3)) } };
    };

    assert.ok(chosen(flickering).length <= 20 / 3);
  });
});
