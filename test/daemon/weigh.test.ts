import assert from 'node:assert/strict';
import { parseAnswer } from '../../lib/engines/answer/parse.ts';
import type { Measured, VideoDescription } from '../../lib/record/schema.ts';
import { type AnalyzedClip, analyzeExample } from '../support/analyzed-clip.ts';
import { properWords } from '../support/model-server.ts';

describe('the record of a model’s answer', () => {
  let clip: AnalyzedClip;
  let measure: Measured;
  before(async () => {
    // Two shots: a beach, and from 3.5 s on a cup of coffee.
    clip = await analyzeExample('beach_then_coffee');
    measure = clip.view.measured;
  });

  const answered = (answer: Record<string, unknown>, changed: Partial<Measured> = {}) => {
    const { words } = parseAnswer(JSON.stringify(properWords(answer)), {
      durationSeconds: clip.view.durationSeconds,
      frameCount: clip.view.frames.length,
    });
    assert.ok(words);
    return clip.record(words, { ...measure, ...changed });
  };
  const decided = (record: VideoDescription, field: string) => {
    const decision = record.provenance?.decisions?.find((each) => each.field === field);
    return decision && [decision.from, decision.why];
  };
  const camera = (confidence: number) => ({
    camera: { ...measure.camera, movement: 'still' as const, confidence },
  });

  it('has the measured camera where that is sure, the model’s where it is not, and the tag that goes with it', () => {
    const sure = answered({ camera_movement: 'panning', tags: ['dynamic', 'wide'] }, camera(0.97));
    const unsure = answered({ camera_movement: 'panning', tags: ['static'] }, camera(0.4));

    assert.equal(sure.camera_movement, 'still');
    assert.deepEqual(sure.tags, ['static', 'wide']);
    assert.deepEqual(decided(sure, 'camera_movement'), ['measured', 'a sure measure, 0.97']);
    assert.equal(unsure.camera_movement, 'panning');
    assert.deepEqual(unsure.tags, ['dynamic']);
    assert.deepEqual(decided(unsure, 'camera_movement'), ['model', 'an unsure measure, 0.40']);
  });

  it('has the model’s segments at the cut beside them, and the frame it named as its thumbnail', () => {
    const cut = measure.shots[1]?.start_seconds ?? 0;
    const record = answered({
      segments: [{ in_seconds: cut + 0.2, out_seconds: 60 }],
      thumbnail_frame: 2,
    });
    const [segment] = record.segments;

    assert.ok(Math.abs(Number(segment?.in_timestamp.slice(-6)) - cut) < 0.002, `${cut}`);
    assert.equal(decided(record, 'segments')?.[0], 'model');
    assert.match(decided(record, 'segments')?.[1] ?? '', /moved/);
    const named = measure.frames[2]?.timestamp_seconds ?? 0;
    assert.equal(Number(record.thumbnail_timestamp?.slice(-6)), Math.floor(named * 1000) / 1000);
    assert.equal(record.thumbnail_frame, Math.round(named));
    assert.equal(record.model_said?.thumbnail_timestamp, record.thumbnail_timestamp);
  });

  it('is that of no model where the answer is impossible, and says so', () => {
    const none = clip.record({ description: 'A clip.', shortName: 'a_clip' });
    assert.equal(none.provenance?.decisions, undefined);
    const many = Array.from({ length: 1000 }, (_, n) => ({
      in_seconds: n / 100,
      out_seconds: n / 100 + 0.005,
    }));
    for (const segments of [
      [],
      [{ in_seconds: 1, out_seconds: 1.01 }],
      [{ in_seconds: 70, out_seconds: 90 }],
      [{ in_seconds: 'NaN', out_seconds: null }],
      many,
    ]) {
      const record = answered({ segments, thumbnail_frame: 9e9 });
      assert.deepEqual(record.segments, none.segments);
      assert.equal(decided(record, 'segments')?.[0], 'measured');
      assert.equal(record.thumbnail_timestamp, none.thumbnail_timestamp);
      assert.equal(decided(record, 'thumbnail_frame')?.[0], 'measured');
    }
  });

  it('has no higher rating than the share of the clip in which there is something to see', () => {
    const half = clip.view.durationSeconds / 2;
    const black = [{ start_seconds: 0, end_seconds: half }];
    const dark = answered({ rating: 0.9 }, { light: { ...measure.light, black } });

    assert.equal(dark.rating, 0.5);
    assert.equal(decided(dark, 'rating')?.[0], 'measured');
    assert.equal(answered({ rating: 0.4 }).rating, 0.4);
  });
});
