import { strict as assert } from 'node:assert';
import { between, workTimeLine } from '../../lib/client/work-time.ts';
import type { Status, WorkTime } from '../../lib/protocol/messages.ts';

const ENGINE = { clips_done: 1, clips_failed: 0, tokens_in: 0, tokens_out: 0, queue_length: 0 };
const openai = {
  engine: {
    ...ENGINE,
    name: 'openai',
    servers: [{ url: 'http://a/v1', clips_at_a_time: 1, max_frames: 32 }],
  },
} satisfies Partial<Status>;
const llama = { engine: { ...ENGINE, name: 'llama' } };
const measured = { engine: { ...ENGINE, name: 'measured' } };

/** Of 100 s. */
const time = (more: Partial<WorkTime>): WorkTime => ({
  active_seconds: 100,
  decode_seconds: 0,
  queue_seconds: 0,
  model_seconds: 0,
  network_seconds: 0,
  decoders: 2,
  model_slots: 3,
  ...more,
});

describe('where the time goes', () => {
  for (const [what, given, status, line] of [
    [
      'the model, of servers',
      { model_seconds: 294, decode_seconds: 24 },
      openai,
      'The model was busy 98 % of the time, the decoders 12 %: add a server (describe.server.base_url), or let each take more clips at a time (describe.server.slots)',
    ],
    [
      'the model, on this machine',
      { model_seconds: 270, decode_seconds: 24 },
      llama,
      'The model was busy 90 % of the time, the decoders 12 %: a smaller model or a faster processor for it would help, or more machines (--shard)',
    ],
    [
      'the network',
      { model_seconds: 294, decode_seconds: 24, network_seconds: 147 },
      openai,
      'The model was busy 98 % of the time, the decoders 12 %, the network took 50 % of the model’s time: a quicker network to the servers would help, or smaller and fewer frames (describe.max_pixels, describe.max_frames)',
    ],
    [
      'the decoders',
      { model_seconds: 60, decode_seconds: 190 },
      openai,
      'The model was busy 20 % of the time, the decoders 95 %: more processor cores would help, or more machines (--shard)',
    ],
    [
      'the decoders, without a model',
      { decode_seconds: 190, model_seconds: 400 },
      measured,
      'The decoders were busy 95 % of the time: more processor cores would help, or more machines (--shard)',
    ],
    [
      'nothing that is short',
      { decode_seconds: 60, model_seconds: 60 },
      openai,
      'The model was busy 20 % of the time, the decoders 30 %',
    ],
  ] as const) {
    it(`${what}: ${line}`, () => {
      assert.equal(workTimeLine(time(given), status), line);
    });
  }

  it('is told of the time between two looks, and of all of a daemon that was started in between', () => {
    const before = time({ model_seconds: 10 });
    const now = time({ active_seconds: 150, model_seconds: 150 });
    assert.equal(between(before, now).active_seconds, 50);
    assert.equal(between(before, now).model_seconds, 140);
    const restarted = time({ active_seconds: 5 });
    assert.equal(between(before, restarted), restarted);
  });

  it('is not told of so little that it means nothing', () => {
    assert.equal(workTimeLine(time({ active_seconds: 1 }), openai), undefined);
    assert.equal(workTimeLine(time({ active_seconds: 30 }), measured), undefined);
  });
});
