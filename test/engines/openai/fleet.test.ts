import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { OpenAiEngine } from '../../../lib/engines/openai/engine.ts';
import { analyzeExample } from '../../support/analyzed-clip.ts';
import { type Answer, completion, ModelServer, properAnswer } from '../../support/model-server.ts';
import { options, settingsFor } from '../../support/openai.ts';
import { waitFor } from '../../support/workspace.ts';

const never = new AbortController().signal;

const words = (afterMs: number): Answer => completion(properAnswer(), { afterMs });

const BUSY: Answer = { status: 429, body: '{"error":{"message":"too many requests"}}' };

/** What a server does with a clip beyond those that it can work on: refuse it, or let it wait. */
type Beyond = 'refuses' | 'lets wait';

/** A server that works on so many clips at a time. */
async function serve(capacity: number, ms: number, beyond: Beyond): Promise<ModelServer> {
  let free = capacity;
  const server: ModelServer = await ModelServer.start({
    answer: () => {
      if (beyond === 'refuses') {
        return server.inHand > capacity ? BUSY : words(ms);
      }
      // Behind those that are before it.
      free--;
      const rounds = 1 + Math.max(0, Math.ceil(-free / capacity));
      setTimeout(() => free++, ms * rounds);
      return words(ms * rounds);
    },
  });
  return server;
}

describe('a fleet of model servers', () => {
  const logged: string[] = [];
  const open: { close(): Promise<void> }[] = [];
  let clip: Awaited<ReturnType<typeof analyzeExample>>;
  before(async () => {
    clip = await analyzeExample('old_town_walk');
  });
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) {
      await each.close();
    }
  });
  const engineFor = async (
    servers: ModelServer[],
    server: { slots?: number | [number, number]; hedge?: number } = {},
  ): Promise<OpenAiEngine> => {
    open.push(...servers.map((each) => ({ close: () => each.kill() })));
    const settings = settingsFor(servers, { server });
    logged.length = 0;
    const engine = new OpenAiEngine(settings, (line) => logged.push(line));
    open.push(engine);
    await engine.load(() => {}, never);
    return engine;
  };
  const describeAll = (engine: OpenAiEngine, count: number): Promise<unknown> =>
    Promise.all(Array.from({ length: count }, () => engine.describe(clip.view, options())));

  for (const beyond of ['refuses', 'lets wait'] as const) {
    it(`tries how many clips a server takes that ${beyond} what is too much, and loses none`, async () => {
      const server = await serve(4, 20, beyond);
      const engine = await engineFor([server], { slots: [1, 32] });
      assert.equal(engine.slots, 32);
      assert.equal(engine.room[0]?.slots, 1);
      await describeAll(engine, 100);
      const { done, failed, set_aside } = engine.room[0] ?? {};
      assert.deepEqual([done, failed, set_aside], [100, 0, false]);
      // One that works on others is not set aside.
      assert.doesNotMatch(logged.join('\n'), /unavailable/);
      assert(server.busiest > 1, `${server.busiest} at once`);
    });
  }

  it('never asks for more at a time than the upper bound', async () => {
    const server = await serve(64, 20, 'lets wait');
    const engine = await engineFor([server], { slots: [2, 6] });
    await describeAll(engine, 100);
    assert(server.busiest > 2 && server.busiest <= 6, `${server.busiest} at once`);
  });

  it('tells of each server what it has done, how long answers take, and how many tokens it writes', async () => {
    const [quick, slow] = [await serve(1, 5, 'refuses'), await serve(1, 500, 'refuses')];
    const engine = await engineFor([quick, slow]);
    const clips = describeAll(engine, 12);
    await waitFor(() => engine.room[1]?.in_flight === 1, 'the slow one to be asked');
    await clips;
    const [first, second] = engine.room;
    assert.equal((first?.done ?? 0) + (second?.done ?? 0), 12);
    assert((first?.done ?? 0) > (second?.done ?? 0));
    assert((second?.p50_seconds ?? 0) >= 0.5 && (second?.p95_seconds ?? 0) >= 0.5);
    assert((first?.p50_seconds ?? 9) < (second?.p50_seconds ?? 0));
    assert((first?.tokens_per_second ?? 0) > (second?.tokens_per_second ?? 0));
    assert.deepEqual([first?.in_flight, first?.failed, first?.set_aside], [0, 0, false]);
    await slow.kill();
    await describeAll(engine, 4);
    assert.deepEqual([engine.room[1]?.set_aside, engine.room[1]?.failed], [true, 1]);
  });

  it('asks another server as well about a clip that takes far longer than usual, if that is wanted', async () => {
    for (const hedge of [undefined, 3]) {
      let answers = 0;
      const hung = await ModelServer.start({
        // It hangs once it is known how long it usually takes.
        answer: () => (++answers > 8 ? 'silence' : words(5)),
      });
      const other = await ModelServer.start({ answer: () => words(5) });
      const engine = await engineFor([hung, other], { ...(hedge && { hedge }) });
      const clips = describeAll(engine, 40);
      if (hedge !== undefined) {
        await clips;
        // Whoever was slower is not blamed for it.
        assert.deepEqual([engine.room[0]?.set_aside, engine.room[0]?.failed], [false, 0]);
        await waitFor(() => engine.room[0]?.in_flight === 0, 'the slow request to be given up');
      } else {
        await waitFor(() => engine.room[1]?.in_flight === 0 && answers > 8, 'all others');
        const ended = await Promise.race([clips.then(() => true), sleep(1000, false)]);
        assert.equal(ended, false);
        clips.catch(() => {});
      }
    }
  });

  it('has a clip described by another server when one gives answers that cannot be used', async () => {
    const [wrong, right] = [
      await ModelServer.start({ answer: () => 'What a nice clip!' }),
      await ModelServer.start({ answer: () => words(20) }),
    ];
    const engine = await engineFor([wrong, right]);
    await describeAll(engine, 8);
    assert(wrong.asked.length > 0 && right.asked.length >= 8);
  });

  it('is as large as it has servers, however often one is named', async () => {
    const server = await ModelServer.start();
    const engine = await engineFor([server, server], { slots: 2 });
    assert.deepEqual([engine.slots, engine.room.length], [2, 1]);
  });

  it('asks another server as well when one hangs from the first clip on', async () => {
    const hung = await ModelServer.start({ answer: () => 'silence' });
    const other = await ModelServer.start({ answer: () => words(5) });
    const engine = await engineFor([hung, other], { hedge: 3 });
    await describeAll(engine, 12);
    assert.equal(other.asked.length, 12);
  });
});
