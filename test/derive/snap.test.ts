import assert from 'node:assert/strict';
import { type SnapMeasurements, snappedSegments } from '../../lib/derive/snap.ts';
import { snappedThumbnail } from '../../lib/derive/snap-thumbnail.ts';
import type { Measured, Range } from '../../lib/record/schema.ts';
import { seededRandom } from '../../tools/example-clips/random.ts';

const SECONDS = 20;
const EVERY_SECOND = Array.from({ length: SECONDS }, (_, second) => second);

const range = ([start_seconds = 0, end_seconds = 0]: readonly number[]): Range => ({
  start_seconds,
  end_seconds,
});

/** A clip of 20 s at 25 frames per s, in which nothing happens but what is given. */
function clip(what: {
  shots?: number[][];
  black?: number[][];
  damaged?: number[][];
  fades?: number[][];
  dissolves?: number[][];
}): SnapMeasurements {
  const { shots = [[0, SECONDS]], black = [], damaged = [], fades = [], dissolves = [] } = what;
  return {
    video: { frame_rate: 25 },
    shots: shots.map(range),
    boundaries: dissolves.map((each) => ({ ...range(each), kind: 'dissolve', confidence: 0.9 })),
    fades: fades.map((each) => ({ ...range(each), kind: 'in' })),
    light: { black: black.map(range) },
    unreadable: damaged.map(range),
  } as unknown as SnapMeasurements;
}

function snapped(
  chosen: readonly (readonly number[])[],
  what: Parameters<typeof clip>[0] = {},
  shown: readonly number[] = EVERY_SECOND,
): number[][] {
  return snappedSegments(chosen.map(range), clip(what), SECONDS, shown).map((segment) => [
    segment.start_seconds,
    segment.end_seconds,
  ]);
}

describe('the segments that a model chooses', () => {
  it('stay where they are, on the nearest frames, when nothing happens there', () => {
    assert.deepEqual(snapped([[3.99, 8.013]]), [[4, 8]]);
    assert.deepEqual(
      snapped([
        [2, 5.5],
        [9, 12],
      ]),
      [
        [2, 5.52],
        [9, 12],
      ],
    );
  });

  it('begin and end at the cut between the last frame left out and the first taken in', () => {
    const shots = [
      [0, 4.36],
      [4.36, 11.2],
      [11.2, SECONDS],
    ];

    assert.deepEqual(snapped([[5, 11]], { shots }), [[4.36, 11.2]]);
    assert.deepEqual(snapped([[5, 12]], { shots }), [[4.36, 11.2]]);
    // A frame taken in is not cut away, unless it is one of a few that belong to another shot.
    assert.deepEqual(snapped([[4, 11]], { shots }), [[4, 11.2]]);
    assert.deepEqual(snapped([[4.2, 11]], { shots }), [[4.36, 11.2]]);
  });

  it('are not moved by more than 2 s, however few frames the model was shown', () => {
    const shots = [
      [0, 5],
      [5, SECONDS],
    ];

    assert.deepEqual(snapped([[9, 15]], { shots }, [0, 9, 18]), [[9, 15]]);
    assert.deepEqual(snapped([[6.5, 15]], { shots }, [0, 9, 18]), [[5, 15]]);
  });

  it('have no black, damage or fade at their ends', () => {
    const black = [[0, 3]];
    const fades = [[3.1, 4]];

    assert.deepEqual(snapped([[0, 10]], { black, fades }), [[4, 10]]);
    assert.deepEqual(snapped([[10, 20]], { damaged: [[18.4, 20]] }), [[10, 18.4]]);
  });

  it('end where a dissolve begins, and begin where it ends', () => {
    // The shots meet in its middle.
    const what = {
      shots: [
        [0, 8.5],
        [8.5, SECONDS],
      ],
      dissolves: [[8, 9]],
    };

    assert.deepEqual(snapped([[2, 8]], what), [[2, 8]]);
    assert.deepEqual(snapped([[2, 8.7]], what), [[2, 8]]);
    assert.deepEqual(snapped([[8.7, 14]], what), [[9, 14]]);
  });

  it('are parted by a second and more of black or damage, not by less', () => {
    assert.deepEqual(snapped([[2, 16]], { black: [[6, 7.5]], damaged: [[11, 11.4]] }), [
      [2, 6],
      [7.5, 16],
    ]);
  });

  it('are none when all are too short, black, outside the clip, or no numbers', () => {
    for (const chosen of [
      [3, 3.3],
      [25, 30],
      [-4, -1],
      [Number.NaN, 5],
      [0, Number.NaN],
      [8, 8],
      [9, 4],
    ]) {
      assert.deepEqual(snapped([chosen]), [], `${chosen}`);
    }
    assert.deepEqual(snapped([[4, 8]], { black: [[3, 9]] }), []);
  });

  it('are none when they are more than the frames that the model was shown', () => {
    const many = Array.from({ length: 10 }, (_, n) => [2 * n, 2 * n + 1]);

    assert.deepEqual(snapped(many), many.with(9, [18, 20]));
    assert.deepEqual(snapped(many, {}, [0, 5, 10, 15]), []);
  });

  it('are in order, apart, inside the clip and long enough, whatever a model says', () => {
    const random = seededRandom(14);
    const some = (most: number) =>
      Array.from({ length: Math.floor(random() * most) }, () => {
        const from = random() * 30 - 5;
        return [from, from + random() ** 3 * 10 - 0.5];
      });
    for (let n = 0; n < 100; n++) {
      const cuts = [0, ...some(4).map(([at = 0]) => Math.max(0, Math.min(20, at))), 20].toSorted(
        (a, b) => a - b,
      );
      const shots = cuts.slice(1).map((end, i) => [cuts[i] ?? 0, end]);
      const positive = (ranges: number[][]) =>
        ranges.filter(([from = 0, to = 0]) => from >= 0 && to > from && to <= SECONDS);
      const what = { shots, black: positive(some(3)), damaged: positive(some(3)) };
      const chosen = some(n % 10 === 0 ? 1000 : 8);
      let last = 0;
      for (const [start = 0, end = 0] of snapped(chosen, what)) {
        const told = JSON.stringify({ chosen, what });
        assert.ok(start >= last && end <= SECONDS && end - start >= 0.5, told);
        last = end;
      }
    }
  });
});

describe('the thumbnail that a model chooses', () => {
  const frame = (second: number, sharpness = 500, mean_luma = 0.5) => ({
    timestamp_seconds: second,
    sharpness,
    mean_luma,
  });
  const choose = (
    chosen: number,
    frames: Measured['frames'],
    what: Parameters<typeof clip>[0] = {},
  ) => snappedThumbnail(chosen, { ...(clip(what) as Measured), frames });
  const plain = EVERY_SECOND.map((second) => frame(second));

  it('is the frame it names, also when others are sharper', () => {
    assert.equal(choose(7, plain.with(3, frame(3, 1900))), 7);
  });

  it('is the nearest frame of the same shot when that one is black, white, damaged, in a fade or dissolve, or blurred', () => {
    const shots = [
      [0, 7.5],
      [7.5, SECONDS],
    ];
    for (const [why, frames, what] of [
      ['black', plain, { black: [[6.9, 8.2]] }],
      ['damaged', plain, { damaged: [[7.6, 8.9]] }],
      ['in a fade', plain, { fades: [[7.6, 8.9]] }],
      ['in a dissolve', plain, { dissolves: [[7.6, 8.9]] }],
      ['white', plain.with(8, frame(8, 90, 0.99)), {}],
      ['blurred', plain.with(8, frame(8, 90)), {}],
    ] as const) {
      assert.equal(choose(8, [...frames], { shots, ...(structuredClone(what) as object) }), 9, why);
    }
  });

  it('is none when its shot shows nothing, or there is no such frame', () => {
    assert.equal(choose(4, plain, { black: [[0, SECONDS]] }), undefined);
    for (const chosen of [20, -1, 1.5, Number.NaN]) {
      assert.equal(choose(chosen, plain), undefined, `${chosen}`);
    }
  });
});
