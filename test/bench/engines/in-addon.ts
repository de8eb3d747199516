import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { resolveConfig } from '../../../lib/config/load.ts';
import { questionAbout } from '../../../lib/engines/answer/question.ts';
import { limitedJsonSchema } from '../../../lib/engines/answer/schema.ts';
import type { ClipView } from '../../../lib/engines/engine.ts';
import { AddonEngine } from '../../../lib/engines/llama/addon-engine.ts';
import { contextFor } from '../../../lib/engines/llama/context-size.ts';
import { threads } from '../../../lib/engines/llama/fugood.ts';
import { chatMessages } from '../../../lib/engines/openai/chat.ts';
import { findModelFiles } from '../../../lib/model-files/index.ts';
import { options } from '../../support/openai.ts';
import { inRepository } from '../../support/repository.ts';
import type { TinyGgufFiles } from '../../support/tiny-gguf/tiny-gguf.ts';
import { type Figure, median } from '../figures.ts';

const RUNS = 3;

/** Answers differ in length, so there are many. */
const ROUNDS = 2;

const OPTIONS = options();

/** What a clip took, and the tokens of its answer. */
type Clip = { ms: number; tokens: number };

type Times = { ready: number; clips: Clip[] };

/** The engine `llama` with the addon over the same library asked bare the same questions, in turn. */
export async function askInAddon(
  folder: string,
  { model }: TinyGgufFiles,
  clips: readonly ClipView[],
): Promise<Figure[]> {
  const { describe } = resolveConfig({
    describe: { model: 'tiny', model_path: model, device: 'cpu' },
  });
  const views = Array.from({ length: ROUNDS }, () => clips).flat();
  const engine: Times[] = [];
  const bare: Times[] = [];
  for (let run = 0; run < RUNS; run++) {
    engine.push(await describeAll(describe, views));
    bare.push(await askAll(describe, views, folder));
  }
  const described = engine.flatMap(({ clips }) => clips);
  const asked = bare.flatMap(({ clips }) => clips);
  return [
    { name: 'llama, addon: ready', value: readyOf(engine), unit: 'ms' },
    { name: 'the library asked bare: ready', value: readyOf(bare), unit: 'ms' },
    { name: 'llama, addon: a clip', value: median(described.map(({ ms }) => ms)), unit: 'ms' },
    {
      name: 'the library asked bare: a clip',
      value: median(asked.map(({ ms }) => ms)),
      unit: 'ms',
    },
    {
      name: 'a clip over the library, for answers as long',
      value: overBare(described, asked),
      unit: 'times',
      atMost: 1.3,
    },
  ];
}

type Describe = ReturnType<typeof resolveConfig>['describe'];

function readyOf(times: readonly Times[]): number {
  return median(times.map(({ ready }) => ready));
}

/**
 * Nobody can tell the library to draw the same answer twice. What it takes for an answer grows with the answer's length:
 * a straight line through what it took (least squares) tells what it would have taken for those of the engine.
 */
function overBare(engine: readonly Clip[], bare: readonly Clip[]): number {
  const [ms, tokens] = [mean(bare.map((clip) => clip.ms)), mean(bare.map((clip) => clip.tokens))];
  const product = mean(bare.map((clip) => (clip.tokens - tokens) * (clip.ms - ms)));
  const slope = product / mean(bare.map((clip) => (clip.tokens - tokens) ** 2));
  const expected = engine.map((clip) => ms + slope * (clip.tokens - tokens));
  return median(engine.map((clip, at) => clip.ms / (expected[at] ?? Number.NaN)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function describeAll(describe: Describe, views: readonly ClipView[]): Promise<Times> {
  const begun = performance.now();
  const engine = new AddonEngine(describe, () => {});
  try {
    await engine.load(() => {}, OPTIONS.signal);
    const ready = performance.now() - begun;
    const clips: Clip[] = [];
    for (const view of views) {
      const asked = performance.now();
      const { tokens } = await engine.describe(view, OPTIONS);
      clips.push({ ms: performance.now() - asked, tokens: tokens?.out ?? 0 });
    }
    return { ready, clips };
  } finally {
    await engine.close();
  }
}

async function askAll(
  describe: Describe,
  views: readonly ClipView[],
  folder: string,
): Promise<Times> {
  const files = await findModelFiles(describe, () => {}, OPTIONS.signal);
  const [order, result] = [join(folder, 'order.json'), join(folder, 'times.json')];
  const load = {
    model: files.model,
    n_ctx: contextFor(describe, files.facts),
    n_parallel: 1,
    n_threads: threads(),
    n_gpu_layers: 0,
    ctx_shift: false,
  };
  const questions = views.map(questionOf);
  writeFileSync(order, JSON.stringify({ load, projector: files.projector, questions }));
  const script = inRepository('test/bench/engines/bare-llama.cjs');
  await execa(process.execPath, [script, order, result], { stdin: 'ignore' });
  return JSON.parse(readFileSync(result, 'utf8')) as Times;
}

/** As the engine asks the library. */
function questionOf(view: ClipView): unknown {
  const shown = view.frames.map((_, frame) => frame);
  const question = questionAbout(OPTIONS.prompt, view, shown);
  const schema = limitedJsonSchema(shown.length);
  return {
    messages: chatMessages({ ...question, correction: undefined }, true),
    jinja: true,
    response_format: { type: 'json_schema', json_schema: { strict: true, schema } },
    enable_thinking: false,
    n_predict: OPTIONS.maxTokens,
    temperature: OPTIONS.temperature,
  };
}
