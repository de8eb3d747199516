import assert from 'node:assert/strict';
import { type Candidate, chooseFrames } from '../../../lib/media/sample/select-frames.ts';
import { filmed, LEVEL, landscape } from '../../support/luma.ts';

const texture = landscape(21);
type At = (seconds: number) => Candidate;

const still: At = (t) => ({ luma: filmed(texture, LEVEL, t, 3) });
const busy: At = (t) => ({ luma: filmed(landscape(1000 * t), LEVEL, t) });

function chosen(
  at: At,
  { seconds = 20, maxFrames = 32, shots = [] as number[][], openings = [] as number[] } = {},
) {
  const every = (step: number) =>
    Array.from({ length: Math.ceil(seconds / step) }, (_, i) => at(i * step));
  return chooseFrames({
    base: every(Math.max(1, seconds / maxFrames)),
    dense: every(Math.max(0.5, seconds / maxFrames)),
    openings: openings.map(at),
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
    const times = chosen(still, { seconds: 8, shots, openings: [3.28, 3.58] });

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
