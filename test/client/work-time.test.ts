import { strict as assert } from 'node:assert';
import { between, isEnough, workTimeLine } from '../../lib/client/work-time.ts';
import type { Status, WorkTime } from '../../lib/protocol/messages.ts';

const ENGINE = { clips_done: 1, clips_failed: 0, tokens_in: 0, tokens_out: 0, queue_length: 0 };
const SERVER = { url: 'http://a/v1', clips_at_a_time: 1, max_frames: 32 };
const openai = {
  engine: {
    ...ENGINE,
    name: 'openai',
    servers: [SERVER],
  },
} satisfies Partial<Status>;
/** As `openai`, with one more server. */
const fleet = (server: { slots?: number; set_aside?: boolean }) => ({
  engine: {
    ...openai.engine,
    servers: [
      { ...SERVER, slots: 2 },
      { ...SERVER, url: 'http://b/v1', ...server },
    ],
  },
});
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
      'servers that refuse more at a time',
      { model_seconds: 392, decode_seconds: 24, model_slots: 4 },
      fleet({ slots: 1 }),
      'The model was busy 98 % of the time, the decoders 12 %: add a server (describe.server.base_url); those there are take no more clips at a time',
    ],
    [
      'servers of which one is set aside',
      { model_seconds: 294, decode_seconds: 24 },
      fleet({ slots: 1, set_aside: true }),
      'The model was busy 98 % of the time, the decoders 12 %: http://b/v1 gets no clips, since it failed or refused them; the daemon’s log says why',
    ],
    [
      'no network where the model takes no time',
      { model_seconds: 6, decode_seconds: 60, network_seconds: 3 },
      openai,
      'The model was busy 2 % of the time, the decoders 30 %',
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

  it('is not told of so few clips that no part could be busy all the time', () => {
    const having = (clips: number): Status => ({
      status: 'healthy',
      model_loaded: true,
      model_name: 'a model',
      is_busy: false,
      total_processed: clips,
      queue_length: 0,
      engine: { ...openai.engine, clips_done: clips },
      time: time({ model_slots: 2 }),
    });
    const enough = [
      [undefined, 3],
      [100, 103],
      [undefined, 4],
      [100, 104],
      [100, 4],
    ].map(([before, now = 0]) =>
      isEnough(before === undefined ? before : having(before), having(now)),
    );
    assert.deepEqual(enough, [false, false, true, true, true]);
    const many = { ...having(8), time: time({ model_slots: 8 }) };
    assert.equal(isEnough(undefined, many), false);
  });

  it('is not told of so little that it means nothing', () => {
    assert.equal(workTimeLine(time({ active_seconds: 1 }), openai), undefined);
    assert.equal(workTimeLine(time({ active_seconds: 30 }), measured), undefined);
  });
});
