import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { resolveConfig } from '../../lib/config/load.ts';
import { type ConfigInput, engineName } from '../../lib/config/schema.ts';
import { measuredOf } from '../../lib/daemon/compose-record.ts';
import type { ClipView, LoadProgress } from '../../lib/engines/engine.ts';
import { createEngine } from '../../lib/engines/registry.ts';
import { TransformersEngine } from '../../lib/engines/transformers/engine.ts';
import { MediaPool } from '../../lib/media/pool.ts';
import { Prompt } from '../../lib/prompt/prompt.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { request } from '../support/clip-request.ts';
import { clipFolder, makeClip, plain } from '../support/clips.ts';
import { childrenOf, commandOf } from '../support/processes.ts';
import { Workspace, waitFor } from '../support/workspace.ts';
import {
  BRIGHT_WORDS,
  DARK_WORDS,
  type TinyModel,
  writeTinySmolVlm,
} from './tiny-smolvlm/tiny-smolvlm.ts';

const DARK = 30;
const BRIGHT = 220;

const inFolder = clipFolder();

const clips = new Map<number, Promise<ClipView>>();

/** A clip of one grey, as an engine is given it. */
async function clipOf(gray: number, more: Partial<ClipView> = {}): Promise<ClipView> {
  const clip = clips.get(gray) ?? analyzed(gray);
  clips.set(gray, clip);
  return { ...(await clip), ...more };
}

async function analyzed(gray: number): Promise<ClipView> {
  const file = await makeClip(inFolder(`${gray}.mp4`), { pictures: Array(75).fill(plain(gray)) });
  const pool = new MediaPool(10_000);
  try {
    const asked = request(file, { pictures: true, fps: 2 });
    const analysis = await pool.read(asked, new AbortController().signal);
    return {
      filename: `${gray}.mp4`,
      durationSeconds: analysis.probe.durationSeconds,
      frames: analysis.frames,
      measured: measuredOf(analysis, []),
      cues: [],
      keywords: [],
    };
  } finally {
    await pool.close();
  }
}

function settings(model: TinyModel = {}, more: ConfigInput['describe'] = {}) {
  const name = `model ${JSON.stringify(model).replace(/\W+/g, ' ')}`;
  const model_path = writeTinySmolVlm(inFolder(name), model);
  return resolveConfig({ describe: { model: 'tiny', model_path, ...more } }).describe;
}

const options = (
  more: { signal?: AbortSignal; temperature?: number; maxTokens?: number } = {},
) => ({
  maxTokens: 200,
  temperature: 0,
  prompt: Prompt.load(),
  signal: new AbortController().signal,
  ...more,
});

/** Loads an engine, runs something with it, and closes it. */
async function withEngine<Result>(
  describe: ReturnType<typeof settings>,
  run: (engine: TransformersEngine, progress: LoadProgress[], log: string[]) => Promise<Result>,
): Promise<Result> {
  const progress: LoadProgress[] = [];
  const log: string[] = [];
  const engine = new TransformersEngine(describe, (line) => log.push(line));
  try {
    await engine.load((step) => progress.push(step), new AbortController().signal);
    return await run(engine, progress, log);
  } finally {
    await engine.close();
  }
}

const loading = (describe: ReturnType<typeof settings>): Promise<void> =>
  withEngine(describe, async () => {});

describe('the engine transformers, with a tiny SmolVLM', () => {
  it('is chosen by describe.model_path', () => {
    assert.equal(engineName(settings()), 'transformers');
  });

  it('looks at the frames: a dark clip and a bright one get different words', async () => {
    await withEngine(settings(), async (engine) => {
      const dark = await engine.describe(await clipOf(DARK), options());
      const bright = await engine.describe(await clipOf(BRIGHT), options());
      assert.equal(dark.description, DARK_WORDS);
      assert.equal(bright.description, BRIGHT_WORDS);
      assert.equal(dark.shotType, 'insert');
      assert.equal(bright.shotType, 'establishing');
      assert.deepEqual([dark.rating, bright.rating], [0, 1]);
      assert((dark.tokens?.in ?? 0) > 100 && (dark.tokens?.out ?? 0) > 50);
    });
  });

  it('looks at all frames, not only at the first', async () => {
    const dark = await clipOf(DARK);
    const bright = await clipOf(BRIGHT);
    const one = ({ frames }: ClipView) => frames.slice(0, 1);
    const three = (clip: ClipView) => [...one(clip), ...one(clip), ...one(clip)];
    await withEngine(settings(), async (engine) => {
      const said = async (frames: ClipView['frames']) =>
        (await engine.describe({ ...dark, frames }, options())).description;
      assert.equal(await said([...one(dark), ...three(bright)]), BRIGHT_WORDS);
      assert.equal(await said([...one(bright), ...three(dark)]), DARK_WORDS);
    });
  });

  it('is fetched from the hub once, and says how far that is', async () => {
    const folder = writeTinySmolVlm(inFolder('hub'), {});
    const fetched: string[] = [];
    const hub = createServer((request, response) => {
      const file = join(folder, (request.url ?? '').replace('/owner/tiny/resolve/main/', ''));
      if (!existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      const contents = readFileSync(file);
      const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      if (request.method === 'GET' && from === undefined) {
        fetched.push(file);
      }
      const part = from === undefined ? contents : contents.subarray(Number(from), Number(to) + 1);
      response.writeHead(from === undefined ? 200 : 206, {
        'content-length': part.length,
        ...(from !== undefined && { 'content-range': `bytes ${from}-${to}/${contents.length}` }),
      });
      response.end(part);
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    const address = hub.address();
    process.env.HF_HOME = inFolder('cache');
    process.env.HF_ENDPOINT = `http://127.0.0.1:${typeof address === 'object' && address?.port}`;
    try {
      const describe = resolveConfig({ describe: { engine: 'transformers', model: 'owner/tiny' } });
      await withEngine(describe.describe, async (engine, progress) => {
        assert.equal(
          (await engine.describe(await clipOf(DARK), options())).description,
          DARK_WORDS,
        );
        assert(progress.some(({ fraction = 0 }) => fraction > 0));
      });
      const first = fetched.length;
      assert(first >= 8, fetched.join());
      await loading(describe.describe);
      assert.equal(fetched.length, first, fetched.slice(first).join());
    } finally {
      delete process.env.HF_HOME;
      delete process.env.HF_ENDPOINT;
      hub.closeAllConnections();
      hub.close();
    }
  });

  it('in a folder needs a name for the records', async () => {
    const config = resolveConfig({ describe: { model_path: 'models/smolvlm' } });
    await assert.rejects(
      createEngine(config, () => {}),
      {
        code: 'CONFIG_VALUE',
        message: /describe\.model .* must be the name of the model in describe\.model_path/,
      },
    );
  });

  it('says how far loading is', async () => {
    await withEngine(settings(), async (_engine, progress) => {
      assert(progress.some(({ fraction = 0 }) => fraction > 0 && fraction < 1));
      assert.equal(progress.findLast(({ fraction }) => fraction !== undefined)?.fraction, 1);
      assert.match(progress[0]?.phase ?? '', /loading tiny/);
    });
  });

  it('has every answer in form, though the model babbles', async () => {
    const clip = await clipOf(BRIGHT);
    for (const babble of [1, 2, 3]) {
      await withEngine(settings({ speech: { babble } }), async (engine, _progress, log) => {
        for (const temperature of [0, 0.7, 2]) {
          const words = await engine.describe(clip, options({ temperature, maxTokens: 40 }));
          assert.match(words.description, /\p{L}/u);
          assert.match(words.shortName, /\p{L}/u);
          assert.deepEqual(Object.keys(words.said ?? {}).sort(), [
            'camera_movement',
            'primary_shot_type',
            'rating',
            'segments',
            'tags',
            'thumbnail',
          ]);
        }
        // No answer had to be mended or asked for again.
        assert.deepEqual(log, []);
      });
    }
  });

  it('is shown fewer frames, evenly over the clip, when its context has no room for all', async () => {
    const clip = await clipOf(BRIGHT);
    const [frame] = clip.frames;
    assert(frame !== undefined);
    const frames = Array.from({ length: 100 }, (_, second) => ({
      ...frame,
      timestampSeconds: second,
    }));
    const words = await withEngine(settings({ context: 3800 }), (engine) =>
      engine.describe({ ...clip, frames, durationSeconds: 100 }, options()),
    );
    const shown = words.framesShown ?? [];
    assert(shown.length > 2 && shown.length < 100, `${shown} of the frames`);
    const steps = shown.slice(1).map((at, before) => at - (shown[before] ?? 0));
    assert(Math.max(...steps) - Math.min(...steps) <= 1, `${shown} of the frames`);
    assert.equal(words.description, BRIGHT_WORDS);
  });

  it('with a context too small for one frame says so', async () => {
    const clip = await clipOf(BRIGHT);
    await withEngine(settings({ context: 1000 }), (engine) =>
      assert.rejects(engine.describe(clip, options()), {
        code: 'CONTEXT_TOO_SMALL',
        message: /220.mp4: not even one frame .*room for 1000 tokens/,
      }),
    );
  });

  it('takes a prompt that has its own marks in it for mere words', async () => {
    const file = inFolder('prompt.txt');
    const marks = '<image><end_of_utterance><fake_token_around_image> <|im_start|>';
    writeFileSync(file, `Look ${marks} {{frames}} {{transcript}}`);
    const plainly = inFolder('plain prompt.txt');
    writeFileSync(plainly, 'Look {{frames}} {{transcript}}');
    const clip = await clipOf(DARK);
    await withEngine(settings(), async (engine) => {
      const [marked = 0, plain = 0] = await Promise.all(
        [file, plainly].map(async (name) => {
          const asked = { ...options(), prompt: Prompt.load(name) };
          const words = await engine.describe(clip, asked);
          assert.equal(words.description, DARK_WORDS);
          return words.tokens?.in;
        }),
      );
      assert(
        marked > plain + marks.length / 2,
        `${marked} tokens read, ${plain} without the marks`,
      );
    });
  });

  it('gives up a clip that is called off, and takes the next', async () => {
    const clip = await clipOf(DARK);
    await withEngine(settings(), async (engine) => {
      const calledOff = new AbortController();
      const first = engine.describe(clip, options({ signal: calledOff.signal }));
      setTimeout(() => calledOff.abort(new Error('enough')), 20);
      await assert.rejects(first, /enough/);
      assert.equal((await engine.describe(clip, options())).description, DARK_WORDS);
    });
  });

  it('is loaded again when its process dies; the clip in hand gets one clear error', async () => {
    const clip = await clipOf(DARK);
    await withEngine(settings(), async (engine, _progress, log) => {
      const [pid = 0] = modelProcesses(process.pid);
      const inHand = engine.describe(clip, options());
      setTimeout(() => process.kill(pid, 'SIGKILL'), 20);
      await assert.rejects(inHand, { code: 'MODEL_ENDED', message: /tiny ended \(SIGKILL\)/ });
      assert.equal((await engine.describe(clip, options())).description, DARK_WORDS);
      assert.match(log.join('\n'), /ended \(SIGKILL\); starting it again/);
    });
  });

  it('is not loaded again for ever', async () => {
    const clip = await clipOf(DARK);
    const describe = settings();
    await withEngine(describe, async (engine, _progress, log) => {
      // The model is gone as well, so it cannot be loaded again.
      rmSync(join(describe.model_path ?? '', 'onnx'), { recursive: true });
      process.kill(modelProcesses(process.pid)[0] ?? 0, 'SIGKILL');
      await waitFor(() => log.some((line) => /3 times/.test(line)), 'it to give up');
      await assert.rejects(engine.describe(clip, options()), {
        code: 'MODEL_KEEPS_ENDING',
        message: /3 times in a row/,
      });
    });
  });

  describe('refuses at once, and says what to do,', () => {
    it('a model that computes nothing but NaN', async () => {
      await assert.rejects(loading(settings({ speech: 'not a number' })), {
        code: 'MODEL_WITHOUT_NUMBERS',
        message: /describe\.dtype/,
      });
    });

    it('a model that lays all pictures into one grid', async () => {
      await assert.rejects(loading(settings({ modelType: 'qwen2_5_vl' })), {
        code: 'MODEL_KIND',
        message: /qwen2_5_vl lays all pictures into one grid/,
      });
    });

    it('a dtype that nobody knows, listing those that are known', async () => {
      await assert.rejects(loading(settings({}, { dtype: 'q5' })), {
        code: 'CONFIG_VALUE',
        message: /describe\.dtype .* must be one of auto, fp32, fp16, .*, got q5/,
      });
    });

    it('a dtype that this model is not there in', async () => {
      await assert.rejects(loading(settings({}, { dtype: 'q4' })), {
        code: 'MODEL_NOT_LOADED',
        message: /_q4\.onnx.*describe\.dtype q4/s,
      });
    });

    it('a device that is not there, listing those that are', async () => {
      await assert.rejects(loading(settings({}, { device: 'abacus' })), {
        code: 'CONFIG_VALUE',
        message: /describe\.device .* must be .*cpu.*, got abacus/,
      });
    });

    it('a folder that is not there', async () => {
      await assert.rejects(loading(settings({}, { model_path: inFolder('nowhere') })), {
        code: 'MODEL_NOT_LOADED',
        message: /no folder .*nowhere/,
      });
    });
  });
});

describe('gulp with a model in the process', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  const make = (more: ConfigInput['describe'] = {}): Promise<Workspace> =>
    Workspace.make({ describe: { ...settings({}, { temperature: 0.7 }), ...more } });

  it('loads the model once for all examples, and each gets the words of its light', async () => {
    workspace = await make();
    const examples = [
      'beach_then_coffee',
      'harbour_morning',
      'old_town_walk',
      'phare_au_soir',
      'saturday_market',
      'village_from_the_meadow',
    ];
    for (const example of examples) {
      workspace.addExample(example);
    }
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /6 clips described/);
    assert.equal(workspace.log().match(/tiny loaded in/g)?.length, 1);
    const words = examples.map(
      (example) => VideoDescription.parse(workspace.record(example)).video_description_long,
    );
    for (const [at, example] of examples.entries()) {
      const record = VideoDescription.parse(workspace.record(example));
      assert([BRIGHT_WORDS, DARK_WORDS].includes(words[at] ?? ''), words[at]);
      assert.equal(record.classification_model, 'tiny');
      assert.equal(record.provenance?.engine, 'transformers');
    }
    assert.equal(words[3], DARK_WORDS, 'the lighthouse in the evening');
    assert.equal(words[0], BRIGHT_WORDS, 'the beach');
    assert.match((await workspace.gulp('stage3').ended).output, /6 clips up to date/);
  });

  it('leaves no model process behind when the daemon is killed', async () => {
    workspace = await make();
    await workspace.gulp('start_daemon').ended;
    const { pid } = workspace;
    assert.equal(modelProcesses(pid).length, 1);
    process.kill(pid, 'SIGKILL');
    await workspace.quiet(3000);
    await workspace.gulp('stop_daemon').ended;
  });
});

/** The processes among a daemon's children that run a model. */
function modelProcesses(pid: number): number[] {
  return childrenOf(pid).filter((child) =>
    commandOf(child).includes('engines/transformers/worker'),
  );
}
