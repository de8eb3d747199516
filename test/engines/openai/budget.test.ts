import assert from 'node:assert/strict';
import { OpenAiEngine } from '../../../lib/engines/openai/engine.ts';
import { VlogDescribeError } from '../../../lib/errors.ts';
import { type AnalyzedClip, analyzeExample } from '../../support/analyzed-clip.ts';
import { decodeJpeg } from '../../support/jpeg.ts';
import { LlamaServer, type LlamaServerOptions, recorded070 } from '../../support/llama-server.ts';
import { completion, error, ModelServer, properWords } from '../../support/model-server.ts';
import { options, settingsFor } from '../../support/openai.ts';

const never = new AbortController().signal;
const PROPER = JSON.stringify(properWords({ thumbnail_frame: 0 }));
/** How many the clip has. */
const FRAMES = 12;

/** Much more than is quoted. */
const SPEECH = Array.from({ length: 400 }, (_, i) => ({
  startSeconds: i / 20,
  endSeconds: i / 20 + 0.05,
  text: `And then we walked on to the next house, which was number ${i} of this street`,
}));

describe('the budget of a model server', () => {
  let clip: AnalyzedClip;
  let spoken: AnalyzedClip;
  before(async () => {
    clip = await analyzeExample('old_town_walk', [], FRAMES);
    spoken = { ...clip, view: { ...clip.view, cues: SPEECH } };
  });
  const open: { close(): Promise<unknown> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((opened) => opened.close()));
  });
  const serve = async (how: LlamaServerOptions): Promise<LlamaServer> => {
    const llama = await LlamaServer.start(how);
    open.push({ close: () => llama.server.kill().catch(() => {}) });
    return llama;
  };
  const lines: string[] = [];
  const ready = async (
    servers: ModelServer | ModelServer[],
    more: Parameters<typeof settingsFor>[1] = {},
  ): Promise<OpenAiEngine> => {
    lines.length = 0;
    const settings = settingsFor(servers, { max_pixels: 64, ...more });
    const engine = new OpenAiEngine(settings, (line) => lines.push(line));
    open.push(engine);
    await engine.load(() => {}, never);
    return engine;
  };
  const framesOf = ({ server }: LlamaServer): number[] =>
    server.asked.map(({ pictures }) => pictures.length);

  for (const [what, how, clipsAtATime, isShared] of [
    ['slots that share a large context', { context: 32_768, isShared: true }, 4, true],
    [
      'three slots that share one that is too small for three (-np 3 -kvu)',
      { context: 11_000, slots: 3, isShared: true },
      2,
      true,
    ],
    ['slots with a context each (-np 4)', { context: 8192, slots: 4 }, 4, false],
    ['two slots with a small context each', { context: 2048, slots: 2 }, 2, false],
    ['a small context that all share (-c 2048)', { context: 2048, isShared: true }, 1, true],
  ] as const) {
    it(`asks once for each clip, and never too much: ${what}`, async () => {
      const llama = await serve(how);
      const engine = await ready(llama.server, { max_frames: FRAMES });
      const views = [clip.view, spoken.view, clip.view, spoken.view, clip.view, spoken.view];
      const words = await Promise.all(views.map((view) => engine.describe(view, options())));

      assert.equal(llama.errors, 0);
      assert.equal(llama.server.asked.length, 6);
      assert.ok(llama.server.busiest <= clipsAtATime);
      assert.equal(engine.slots, clipsAtATime);
      assert.equal(engine.room[0]?.context_shared, isShared);
      // As many as fit: with one more there would be no room for the answer.
      const frames = framesOf(llama);
      assert.ok(
        frames.every((count) => count >= (how.context < 4096 ? 2 : FRAMES)),
        String(frames),
      );
      assert.deepEqual(
        words.map(({ framesShown }) => framesShown?.length ?? FRAMES).toSorted(),
        frames.toSorted(),
      );
    });
  }

  it('says in one line how many frames fit, and which context would do', async () => {
    const small = await serve({ context: 2048, isShared: true });
    const engine = await ready(small.server, { max_frames: 31 });
    const line =
      /(\d+) of 31 frames each, one clip at a time: context 2048, which 4 slots share; raise -c to (\d+)$/;
    const [, frames, better] = line.exec(lines.join('\n')) ?? assert.fail(lines.join('\n'));
    assert.equal(engine.room[0]?.frames, Number(frames));
    assert.ok(lines.filter((each) => /context/.test(each)).length === 1);

    const large = await serve({ context: Number(better), isShared: true });
    const other = await ready(large.server, { max_frames: 31 });
    assert.deepEqual([other.room[0]?.frames, other.slots], [31, 4]);
    assert.match(
      lines.join('\n'),
      /up to 31 frames each, 4 clips at a time: context \d+, which 4 slots share$/,
    );
  });

  it('asks a server with a key for its room with the key', async () => {
    process.env.TEST_MODEL_KEY = 'secret-key-1234';
    try {
      const llama = await serve({ context: 8192, slots: 4, apiKey: 'secret-key-1234' });
      const engine = await ready(llama.server, { server: { api_key_env: 'TEST_MODEL_KEY' } });
      assert.equal(engine.slots, 4);
      assert.deepEqual(
        [engine.room[0]?.context_tokens, engine.room[0]?.context_shared],
        [8192, false],
      );
    } finally {
      delete process.env.TEST_MODEL_KEY;
    }
  });

  it('keeps frames and shortens the transcript first in a small context', async () => {
    const llama = await serve({ context: 3072, slots: 1 });
    const engine = await ready(llama.server);
    await engine.describe(spoken.view, options());
    const [asked] = llama.server.asked;
    assert.match(asked?.prompt ?? '', /of 400 lines are left out/);
    assert.ok((asked?.pictures.length ?? 0) >= 8, String(asked?.pictures.length));
  });

  it('corrects what pictures take by what the server counts, and shows as many as fit then', async () => {
    const llama = await serve({ context: 3072, slots: 1 });
    const engine = await ready(llama.server);
    // The frames take three times what the trial's picture took, as those of upright clips may.
    llama.restart({ context: 3072, slots: 1, tokensPerPicture: 192 });
    for (let i = 0; i < 3; i++) {
      await engine.describe(clip.view, options());
    }
    assert.ok(llama.errors <= 1);
    const [asked] = llama.server.asked.slice(-1);
    const tokens = llama.tokensOf(asked ?? assert.fail('not asked'));
    assert.ok(tokens + 512 <= 3072 && tokens + 512 + 2 * 210 > 3072, String(tokens));
  });

  it('learns from the first clip that clips smaller than describe.max_pixels take less', async () => {
    const small = { context: 3072, slots: 1 };
    const llama = await serve({ ...small, tokensPerPicture: 600 });
    const engine = await ready(llama.server, { max_pixels: 500_000 });
    llama.restart({ ...small, tokensPerPicture: 30 });
    await engine.describe(clip.view, options());
    await engine.describe(clip.view, options());
    const [first = 0, second] = framesOf(llama);
    assert.ok(first < FRAMES && second === FRAMES, String(framesOf(llama)));
  });

  it('gives an answer that met the end of the context more room from then on', async () => {
    const llama = await serve({ context: 2300, slots: 1, answerTokens: 900 });
    const engine = await ready(llama.server);
    await engine.describe(clip.view, options());
    const [first = 0, second = 0] = framesOf(llama);
    assert.ok(second < first, String(framesOf(llama)));
    const asked = llama.server.asked.length;
    await engine.describe(clip.view, options());
    assert.equal(llama.server.asked.length, asked + 1);
  });

  it('fits a clip to the server that it goes to', async () => {
    const [small, large] = [
      await serve({ context: 2048, slots: 1 }),
      await serve({ context: 16_384, slots: 1 }),
    ];
    const engine = await ready([small.server, large.server]);
    await Promise.all([1, 2, 3, 4, 5, 6].map(() => engine.describe(clip.view, options())));
    assert.equal(small.errors + large.errors, 0);
    assert.ok(framesOf(small).length > 0 && framesOf(small).every((count) => count < FRAMES));
    assert.ok(framesOf(large).length > 0 && framesOf(large).every((count) => count === FRAMES));
  });

  it('asks again what a server has room for that was gone', async () => {
    const llama = await serve({ context: 2048, slots: 1 });
    const engine = await ready(llama.server);
    await engine.describe(clip.view, options());
    const { port } = llama.server;
    await llama.server.kill();
    const describing = engine.describe(clip.view, options());
    llama.restart({ context: 16_384, slots: 4 });
    await llama.server.listen(port);
    const words = await describing;
    assert.equal(words.framesShown, undefined);
    assert.equal(engine.slots, 4);
  });

  it('climbs down only once where the context is not told (Ollama, LM Studio, mlx)', async () => {
    const server = await ModelServer.start({
      answer: ({ pictures }) =>
        pictures.length > 5 ? error(400, 'the prompt is too long to fit') : PROPER,
    });
    open.push({ close: () => server.kill() });
    const engine = await ready(server);
    for (let i = 0; i < 3; i++) {
      await engine.describe(clip.view, options());
    }
    assert.deepEqual(
      server.asked.map(({ pictures }) => pictures.length),
      [FRAMES, 6, 3, 3, 3],
    );
    assert.equal(engine.room[0]?.context_tokens, undefined);
  });

  it('leaves room for the answer where the server refuses a question without it (vLLM)', async () => {
    const context = 2600;
    const tokensOf = (text: string, pictures: number) =>
      Math.ceil(text.length / 3.5) + 64 * pictures;
    const server = await ModelServer.start({
      ownedBy: 'vllm',
      paths: {
        '/v1/models': () => ({
          body: JSON.stringify({
            data: [{ id: 'stand-in', owned_by: 'vllm', max_model_len: context }],
          }),
        }),
      },
      trial: ({ prompt, pictures }) =>
        completion('Grey', { tokens: { in: tokensOf(prompt, pictures.length), out: 1 } }),
      answer: ({ prompt, pictures, maxTokens }) => {
        const tokens = tokensOf(prompt, pictures.length);
        return tokens + maxTokens > context
          ? error(
              400,
              `This model's maximum context length is ${context} tokens. However, you requested more.`,
            )
          : completion(PROPER, { tokens: { in: tokens, out: 200 } });
      },
    });
    open.push({ close: () => server.kill() });
    const engine = await ready(server);
    await Promise.all([1, 2, 3].map(() => engine.describe(clip.view, options())));
    assert.equal(server.asked.length, 3);
    assert.match(lines.join('\n'), /context 2600; raise --max-model-len to \d+$/m);
  });

  // The instructions alone do not fit, or no frame beside them.
  for (const context of [512, 900]) {
    it(`says at the start that a context of ${context} is too small for one frame`, async () => {
      const llama = await serve({ context, isShared: true });
      await assert.rejects(ready(llama.server), (failure: unknown) => {
        assert.ok(failure instanceof VlogDescribeError);
        assert.deepEqual([failure.code, failure.scope], ['MODEL_CONTEXT_TOO_SMALL', 'run']);
        assert.match(failure.message, new RegExp(`context, ${context} tokens, .*Raise -c\\.$`));
        return true;
      });
    });
  }

  it('says at the start that llama-server has no projector', async () => {
    const server = await ModelServer.start({
      ownedBy: 'llamacpp',
      trial: ({ pictures }) =>
        pictures.length > 0 ? recorded070('no projector') : completion('Grey'),
    });
    open.push({ close: () => server.kill() });
    await assert.rejects(ready(server), { code: 'MODEL_WITHOUT_VISION', message: /mmproj/ });
  });

  it('tries the model with a picture of the size that frames have', async () => {
    const tried: Buffer[] = [];
    const server = await ModelServer.start({
      trial: ({ pictures }) => {
        tried.push(...pictures);
        return completion('Grey');
      },
    });
    open.push({ close: () => server.kill() });
    const engine = await ready(server, { max_pixels: 224 });
    await engine.describe(clip.view, options());
    const decoded = await Promise.all(
      tried.map((jpeg) => decodeJpeg({ picture: { jpeg } } as never)),
    );
    assert.deepEqual(
      decoded.map(({ width, height, at }) => `${width}x${height} ${at(0.9, 0.9)}`),
      ['298x168 128,128,128'],
    );
  });
});
