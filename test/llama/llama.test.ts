import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolveConfig } from '../../lib/config/load.ts';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { ANSWER_IN_WORDS } from '../../lib/engines/answer/schema.ts';
import type { ClipView, LoadProgress } from '../../lib/engines/engine.ts';
import { AddonEngine } from '../../lib/engines/llama/addon-engine.ts';
import { Prompt } from '../../lib/prompt/prompt.ts';
import { VideoDescription } from '../../lib/record/schema.ts';
import { type AnalyzedClip, analyzeExample } from '../support/analyzed-clip.ts';
import { clipFolder } from '../support/clips.ts';
import { options } from '../support/openai.ts';
import { childrenOf, commandOf } from '../support/processes.ts';
import { type TinyGguf, writeTinyGguf } from '../support/tiny-gguf/tiny-gguf.ts';
import { Workspace, waitFor } from '../support/workspace.ts';

// Threads that wait for each other by turning in circles would take the processors of other tests.
process.env.OMP_THREAD_LIMIT = '1';

/** Without the program, so that the addon runs the model. */
const PATH_WITHOUT_LLAMA_SERVER = '/usr/bin:/bin';

const inFolder = clipFolder();

/** A short question, so that a model that is read byte by byte is quick. */
function shortPrompt(): Prompt {
  const file = inFolder('prompt.txt');
  // Marks of prompts and of pictures, which must be mere words here.
  writeFileSync(file, 'Look <__media__><image>. {{frames}} {{transcript}}');
  return Prompt.load(file);
}

/** The addon with a tiny model, loaded. */
async function withEngine<Result>(
  describe: ConfigInput['describe'],
  run: (engine: AddonEngine, log: string[], progress: LoadProgress[]) => Promise<Result>,
  model: TinyGguf = {},
): Promise<Result> {
  const model_path = inFolder(`model ${JSON.stringify(model).replace(/\W+/g, ' ')}`);
  writeTinyGguf(model_path, { vocabulary: ANSWER_IN_WORDS, ...model });
  const config = resolveConfig({
    describe: { model: 'tiny', model_path, device: 'cpu', max_tokens: 600, ...describe },
  });
  const log: string[] = [];
  const progress: LoadProgress[] = [];
  const engine = new AddonEngine(config.describe, (line) => log.push(line));
  try {
    await engine.load((step) => progress.push(step), new AbortController().signal);
    return await run(engine, log, progress);
  } finally {
    await engine.close();
  }
}

describe('the engine llama, with the addon and a tiny model', () => {
  let clip: AnalyzedClip;
  before(async () => {
    clip = await analyzeExample('harbour_morning', [], 4);
  });

  /** The clip with so many frames. */
  const ofFrames = (count: number): ClipView => ({
    ...clip.view,
    durationSeconds: count,
    frames: Array.from({ length: count }, (_, second) => ({
      ...clip.view.frames[second % clip.view.frames.length],
      timestampSeconds: second,
    })),
  });

  it('has 12 of 12 answers in form, also to a prompt with marks in it, and tells what they are from', async () => {
    await withEngine({}, async (engine, _log, progress) => {
      for (let count = 0; count < 12; count++) {
        const words = await engine.describe(
          clip.view,
          options({ prompt: shortPrompt(), maxTokens: 600 }),
        );
        clip.record(words);
        assert((words.tokens?.in ?? 0) > 100 && (words.tokens?.out ?? 0) > 50);
      }
      const { file, sha256 = '', quantization, build = '', device } = engine.localModel ?? {};
      assert.deepEqual(
        { file, quantization, device },
        { file: 'tiny.gguf', quantization: 'F32', device: 'CPU' },
      );
      assert.match(sha256, /^[\da-f]{64}$/);
      assert.match(build, /llama\.node 1\.7\.15, llama\.cpp b\d+$/);
      assert(progress.some(({ phase }) => phase === 'loading tiny'));
    });
  });

  it('is shown as many frames as its context has room for, evenly over the clip, and says so when not one fits', async () => {
    const describe = { max_frames: 4, max_pixels: 64 };
    await withEngine(
      describe,
      async (engine) => {
        const words = await engine.describe(
          ofFrames(30),
          options({ prompt: shortPrompt(), maxTokens: 600 }),
        );
        const shown = words.framesShown ?? [];
        const steps = shown.slice(1).map((at, before) => at - (shown[before] ?? 0));
        assert(Math.max(...steps) - Math.min(...steps) <= 1, `${shown} of the frames`);
        const room = 1536 - 600;
        const inAll = words.tokens?.in ?? 0;
        // Random weights now and then answer in a way that is asked again.
        const read = inAll / Math.ceil(inAll / room);
        // Not one more of them would have fitted.
        assert(
          read <= room && read > room - 60,
          `${read} of ${room} tokens for ${shown.length} frames`,
        );
        await assert.rejects(engine.describe(clip.view, options({ maxTokens: 2000 })), {
          code: 'CONTEXT_TOO_SMALL',
          message: /harbour_morning.mp4: not even one frame .*room for 1536 tokens, \d+ needed/,
        });
      },
      { context: 1536 },
    );
  });

  it('ends the work on a clip that is given up, even while it reads pictures, and takes the next', async () => {
    await withEngine({ max_frames: 100 }, async (engine, log) => {
      const [pid = 0] = modelProcesses(process.pid);
      const givenUp = new AbortController();
      const described = engine.describe(ofFrames(100), options({ signal: givenUp.signal }));
      setTimeout(() => givenUp.abort(new Error('enough')), 100);
      await assert.rejects(described, /enough/);
      await waitFor(() => commandOf(pid) === '', 'the process to end');
      await engine.describe(clip.view, options({ prompt: shortPrompt(), maxTokens: 600 }));
      assert.deepEqual(
        log.filter((line) => /ended/.test(line)),
        [],
      );
    });
  });

  it('loses no clip when its process is killed', async () => {
    await withEngine({}, async (engine, log) => {
      const [pid = 0] = modelProcesses(process.pid);
      const described = engine.describe(
        clip.view,
        options({ prompt: shortPrompt(), maxTokens: 600 }),
      );
      setTimeout(() => process.kill(pid, 'SIGKILL'), 50);
      assert.notEqual((await described).description, '');
      assert.match(log.join('\n'), /ended \(SIGKILL\); starting it again/);
    });
  });

  for (const [what, from, to, message] of [
    [
      'a chat template that cannot be read',
      '{% endfor %}{% if add',
      '{% endxor %}{% if add',
      /cannot be loaded: llama\.cpp ended \(SIGABRT/,
    ],
    [
      'a vocabulary without the marks of pictures',
      '<fake_token_around_image>',
      '<fake_token_around_nobody>',
      /cannot be loaded: it says nothing about a picture/,
    ],
  ] as const) {
    it(`tells before any clip of ${what}`, async () => {
      const model_path = inFolder(what);
      const { model } = writeTinyGguf(model_path);
      writeFileSync(
        model,
        readFileSync(model, 'latin1').replaceAll(from, to.slice(0, from.length)),
        'latin1',
      );
      await assert.rejects(
        withEngine({ model_path }, async () => {}),
        {
          code: 'MODEL_NOT_LOADED',
          message,
        },
      );
    });
  }

  it('refuses a device that this machine has not, and several clips at a time', async () => {
    await assert.rejects(
      withEngine({ server: { slots: 2 } }, async () => {}),
      {
        code: 'CONFIG_VALUE',
        message: /describe\.server\.slots .*1 or left out without llama-server, got 2/,
      },
    );
    await assert.rejects(
      withEngine({ device: 'abacus' }, async () => {}),
      {
        code: 'CONFIG_VALUE',
        message: /describe\.device .*cpu.*, got "abacus"/,
      },
    );
  });
});

describe('gulp with a GGUF model and the addon', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  const make = async (): Promise<void> => {
    workspace = await Workspace.make({
      describe: {
        model: 'tiny',
        model_path: 'model',
        device: 'cpu',
        max_frames: 4,
        prompt_file: 'prompt.txt',
      },
    });
    writeTinyGguf(workspace.path('model'), { vocabulary: ANSWER_IN_WORDS });
    workspace.write('prompt.txt', 'Look. {{frames}} {{transcript}}');
  };
  const gulp = (task: string) => workspace.gulpWith({ PATH: PATH_WITHOUT_LLAMA_SERVER }, task);

  it('leaves no model process behind when the daemon is killed', async () => {
    await make();
    await gulp('start_daemon').ended;
    assert.equal(modelProcesses(workspace.pid).length, 1);
    process.kill(workspace.pid, 'SIGKILL');
    await workspace.quiet(3000);
    await gulp('stop_daemon').ended;
  });

  it('describes clips whose records say which file and which llama.cpp, and leaves nothing behind after Ctrl-C', async () => {
    await make();
    for (let count = 0; count < 4; count++) {
      workspace.addClip(`clip ${count}`);
    }
    const run = gulp('stage3');
    await run.printed(/clip \d\.mp4: /);
    run.process.kill('SIGINT');
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 130, output);
    // What llama.cpp prints is for the log.
    assert.doesNotMatch(output, /llama_|ggml|clip_/);
    await workspace.quiet(5000);
    const [record = ''] = workspace.clips('.json');
    const { provenance } = VideoDescription.parse(workspace.record(record.replace('.json', '')));
    assert.equal(provenance?.engine, 'llama');
    assert.equal(provenance?.local_model?.file, 'tiny.gguf');
  });
});

/** The processes among a process's children that run a model. */
function modelProcesses(pid: number): number[] {
  return childrenOf(pid).filter((child) => commandOf(child).includes('engines/llama/worker'));
}
