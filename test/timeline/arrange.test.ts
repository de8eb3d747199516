import { strict as assert } from 'node:assert';
import { arrange } from '../../lib/timeline/arrange.ts';
import { positionOf } from '../../lib/timeline/mlt.ts';
import type { Timeline } from '../../lib/timeline/model.ts';
import { describedClip, randomClips } from './random-clips.ts';

const stems = ({ clips }: Timeline) => clips.map(({ filename }) => filename.slice(0, -4));

describe('a timeline of records', () => {
  it('has the kept segments of each clip, to the frame, one after the other', () => {
    const { timeline } = arrange(
      'film',
      [
        describedClip('a', [
          [1, 2],
          [4.04, 6.52],
        ]),
      ],
      'recorded',
      0,
    );
    assert.deepEqual(
      timeline.clips.map(({ sourceFrame, start, frames }) => [sourceFrame, start, frames]),
      [
        [25, 0, 25],
        [101, 25, 62],
      ],
    );
    assert.equal(timeline.frames, 87);
    assert.equal(timeline.startFrame, 90_000, '01:00:00:00');
  });

  it('is in the order of recording, of names as people count, or of rating', () => {
    const clip = (stem: string, day: number, rating: number) =>
      describedClip(stem, [[0, 1]], {}, { video_timestamp: `2026-05-0${day}T00:00:00Z`, rating });
    const clips = [clip('clip 10', 1, 0.5), clip('clip 9', 3, 0.9), clip('clip 1', 2, 0.1)];
    const order = (by: 'recorded' | 'name' | 'rating') =>
      stems(arrange('film', clips, by, 0).timeline);
    assert.deepEqual(order('recorded'), ['clip 10', 'clip 1', 'clip 9']);
    assert.deepEqual(order('name'), ['clip 1', 'clip 9', 'clip 10']);
    assert.deepEqual(order('rating'), ['clip 9', 'clip 10', 'clip 1']);
  });

  it('leaves black between clips, and none between segments of one', () => {
    const clips = [
      describedClip('a', [
        [0, 1],
        [2, 3],
      ]),
      describedClip('b', [[0, 1]]),
    ];
    const { timeline } = arrange('film', clips, 'name', 2);
    assert.deepEqual(
      timeline.clips.map(({ start }) => start),
      [0, 25, 100],
    );
  });

  it('has the rate and the size of most clips, and says which clips have another rate', () => {
    const { timeline, notes } = arrange(
      'film',
      [
        describedClip('a', [[0, 1]], { nominal_frame_rate: '30000/1001' }),
        describedClip('b', [[0, 1]], { nominal_frame_rate: '25/1', width: 1080, height: 1920 }),
        describedClip('c', [[0, 1]], { nominal_frame_rate: '30000/1001' }),
      ],
      'name',
      0,
    );
    assert.deepEqual(timeline.rate, { num: 30_000, den: 1001 });
    assert.deepEqual([timeline.width, timeline.height], [1920, 1080]);
    assert.equal(timeline.isDropFrame, true);
    assert.match(notes.join('\n'), /29\.97 frames per second.*b\.mp4 \(25\)/);
  });

  it('takes a rate that editors have for clips of one that they have not', () => {
    for (const [own, on] of [
      ['15/1', 30],
      ['240/1', 60],
      ['120000/1001', 60_000 / 1001],
      ['100/1', 50],
      ['2/1', 24],
    ] as const) {
      const { rate } = arrange(
        'f',
        [describedClip('a', [[0, 1]], { nominal_frame_rate: own })],
        'name',
        0,
      ).timeline;
      assert.equal(rate.num / rate.den, on, own);
    }
  });

  it('knows 29.97 by the mean rate of older records, and an uneven one as variable', () => {
    const older = (mean: number) => {
      const clip = describedClip('a', [[0, 1]], { frame_rate: mean });
      delete clip.facts.nominal_frame_rate;
      return arrange('film', [clip], 'name', 0).timeline;
    };
    assert.deepEqual(older(29.97).rate, { num: 30_000, den: 1001 });
    assert.deepEqual(older(30.001).rate, { num: 30, den: 1 });
    const uneven = older(27.3).clips[0]?.source;
    assert.equal(uneven?.isVariable, true);
  });

  it('counts a clip of a variable rate in frames of the timeline, without drift', () => {
    const clips = [
      describedClip('a', [[0, 1]]),
      describedClip(
        'v',
        Array.from({ length: 200 }, (_, i) => [i * 7.013, i * 7.013 + 3.5]),
        {
          seconds: 1500,
          variable_frame_rate: true,
          frame_rate: 28.7,
        },
      ),
    ];
    const { timeline } = arrange('film', clips, 'name', 0);
    const last = timeline.clips.at(-1);
    assert.equal(last?.sourceFrame, Math.round(199 * 7.013 * 25));
    assert.equal(last?.frames, Math.round((199 * 7.013 + 3.5) * 25) - Math.round(199 * 7.013 * 25));
  });

  it('honours the start timecode of a clip, counted at its own rate', () => {
    const source = (start_timecode: string, nominal_frame_rate: string) =>
      arrange(
        'f',
        [describedClip('a', [[0, 1]], { start_timecode, nominal_frame_rate })],
        'name',
        0,
      ).timeline;
    assert.equal(source('01:00:00;00', '30000/1001').clips[0]?.source.startFrame, 107_892);
    assert.equal(source('01:00:00:00', '30000/1001').clips[0]?.source.startFrame, 108_000);
    assert.equal(source('01:00:00:00', '30000/1001').isDropFrame, false, 'as its sources count');
    assert.equal(source('10:00:00:12', '24000/1001').clips[0]?.source.startFrame, 864_012);
  });

  it('puts segments right that are reversed, overlap or lie outside, and names their clips once', () => {
    const { timeline, notes } = arrange(
      'film',
      [
        describedClip('wrong', [
          [6, 4],
          [5, 8],
          [1, 3],
          [2, 4],
          [9, 20],
          [30, 40],
        ]),
        describedClip('right', [[0, 10]]),
      ],
      'name',
      0,
    );
    assert.deepEqual(
      timeline.clips.slice(1).map(({ sourceFrame, frames }) => [sourceFrame, sourceFrame + frames]),
      [
        [25, 75],
        [75, 100],
        [125, 200],
        [225, 250],
      ],
    );
    assert.equal(notes.filter((note) => note.includes('wrong.mp4')).length, 1);
    assert(!notes.join().includes('right.mp4'));
  });

  it('marks what a clip shows over each stretch, and shots where they begin', () => {
    const clip = describedClip('a', [[2, 6]], {}, { rating: 0.9 });
    const camera = {
      ...{ movement: 'still' as const, confidence: 1, speed_percent_per_second: 0 },
      ...{ zoom_percent_per_second: 0, shake_percent_per_second: 0 },
    };
    clip.record.measured = {
      shots: [0, 3, 8].map((start_seconds) => ({ start_seconds, end_seconds: 9, camera })),
    } as NonNullable<typeof clip.record.measured>;
    const [placed] = arrange('film', [clip], 'name', 0).timeline.clips;
    assert.deepEqual(
      placed?.markers.map(({ at, name, colour }) => [at, name, colour]),
      [
        [0, 'still_shot', 'green'],
        [25, 'shot 2', 'blue'],
      ],
    );
    assert.deepEqual(placed?.keywords, ['rating 0.9', 'static']);
  });

  it('has what is said within each stretch, one caption after the other', () => {
    const clip = {
      ...describedClip('a', [[2, 6]]),
      cues: [
        { startSeconds: 0, endSeconds: 1, text: 'before' },
        { startSeconds: 1, endSeconds: 3, text: 'into' },
        { startSeconds: 2.5, endSeconds: 4, text: 'overlapping' },
        { startSeconds: 5, endSeconds: 9, text: 'out' },
      ],
    };
    const [placed] = arrange('film', [clip], 'name', 0).timeline.clips;
    assert.deepEqual(placed?.captions, [
      { at: 0, frames: 25, text: 'into' },
      { at: 25, frames: 25, text: 'overlapping' },
      { at: 75, frames: 25, text: 'out' },
    ]);
  });

  it('holds for 200 folders of odd clips: whole frames, in order, no overlap, nothing beyond a source', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { timeline } = arrange('film', randomClips(seed), 'recorded', seed % 3);
      let end = 0;
      for (const { source, sourceFrame, start, frames, markers, captions } of timeline.clips) {
        for (const count of [sourceFrame, start, frames, source.startFrame, source.frames]) {
          assert(Number.isSafeInteger(count) && count >= 0, `${seed}: ${count}`);
        }
        assert(start >= end && frames > 0, `${seed}: ${start}, ${end}`);
        end = start + frames;
        const onTimeline = timeline.rate.num / timeline.rate.den;
        const sourceEnd = sourceFrame / (source.rate.num / source.rate.den) + frames / onTimeline;
        const tolerance = frames === 1 ? 1 / onTimeline : 1e-6;
        assert(
          sourceEnd <= (source.frames * source.rate.den) / source.rate.num + tolerance,
          `${seed}`,
        );
        for (const { at, frames: length } of [...markers, ...captions]) {
          assert(at >= 0 && length > 0 && at + length <= frames, `${seed}: ${at}`);
        }
      }
      assert.equal(timeline.frames, end);
    }
  });

  it('shows no frame that was not kept, in editors that take the frame before a moment and in those that take the nearest', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { rate, clips } = arrange('film', randomClips(seed), 'name', 0).timeline;
      for (const { source, sourceFrame, sourceFrames, frames } of clips) {
        const perFrame = (source.rate.num * rate.den) / (source.rate.den * rate.num);
        const end = sourceFrame + sourceFrames;
        assert(sourceFrame + Math.floor((frames - 1) * perFrame + 1e-6) < end);
        const first = positionOf(sourceFrame, source, rate);
        const what = `${seed}: ${sourceFrame} to ${end}, ${frames} from ${first}, ${perFrame} a frame`;
        assert(Math.round(first * perFrame) >= sourceFrame, what);
        assert(Math.round(first * perFrame) < sourceFrame + Math.max(1, perFrame), what);
        // Before the first frame of a file there is no position: at half the rate or less one frame more is shown.
        const isOneMore = sourceFrame === 0 && perFrame <= 0.5;
        const last = Math.round((first + frames - 1) * perFrame);
        assert(frames === 1 || last < end + (isOneMore ? 1 : 0), what);
      }
    }
  });

  it('refuses to be empty', () => {
    assert.throws(() => arrange('film', [], 'name', 0), { code: 'TIMELINE_EMPTY' });
    assert.throws(() => arrange('film', [describedClip('a', [[20, 30]])], 'name', 0), {
      code: 'TIMELINE_EMPTY',
    });
  });

  it('names the clips when nothing of them can be kept', () => {
    assert.throws(() => arrange('film', [describedClip('a', [[4, 1]])], 'recorded', 0), {
      code: 'TIMELINE_EMPTY',
      message: /reversed.*: a\.mp4/,
    });
  });
});
