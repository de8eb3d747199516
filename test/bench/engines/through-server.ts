import { resolveConfig } from '../../../lib/config/load.ts';
import { instructionsOf } from '../../../lib/engines/answer/question.ts';
import type { ClipView } from '../../../lib/engines/engine.ts';
import { OpenAiEngine } from '../../../lib/engines/openai/engine.ts';
import { Prompt } from '../../../lib/prompt/prompt.ts';
import { LlamaServer, type Program } from '../../real-servers/llama-server.ts';
import { type Exchange, Tap } from '../../real-servers/tap.ts';
import { options } from '../../support/openai.ts';
import { freePort } from '../../support/ports.ts';
import type { TinyGgufFiles } from '../../support/tiny-gguf/tiny-gguf.ts';
import { type Figure, median } from '../figures.ts';

const RUNS = 3;

/** As users have it; the server's seed makes each answer the same again. */
const OPTIONS = options();

type Times = {
  /** From the start of the server to the first question about a clip, in ms. */
  ready: number;
  /** Of each clip, in ms. */
  clips: number[];
};

/**
 * The engine `openai` over the same requests sent bare, each to a server of its own, so that both find the same cache;
 * and how many tokens of the second clip are evaluated.
 */
export async function askThroughServer(
  program: Program,
  model: TinyGgufFiles,
  clips: readonly ClipView[],
): Promise<Figure[]> {
  const engine: Times[] = [];
  const bare: Times[] = [];
  let second: { evaluated: number; others: number } | undefined;
  for (let run = 0; run < RUNS; run++) {
    const exchanges = await withServer(program, model, async (tap, begun) => {
      const times = await describeAll(tap, clips, begun);
      engine.push(times);
      second ??= await secondClip(tap);
      return [...tap.exchanges];
    });
    await withServer(program, model, async (tap, begun) => {
      bare.push(await sendAll(tap, exchanges, begun));
    });
  }
  const clip = median(engine.flatMap(({ clips }) => clips));
  const request = median(bare.flatMap(({ clips }) => clips));
  return [
    { name: 'openai, llama-server: ready', value: median(engine.map(readyOf)), unit: 'ms' },
    { name: 'the same, bare requests', value: median(bare.map(readyOf)), unit: 'ms' },
    { name: 'openai, llama-server: a clip', value: clip, unit: 'ms' },
    { name: 'the same, bare requests', value: request, unit: 'ms' },
    { name: 'a clip over bare requests', value: clip / request, unit: 'times', atMost: 1.3 },
    {
      name: 'second clip: tokens evaluated, at most all but the instructions',
      value: second?.evaluated ?? Number.NaN,
      unit: 'tokens',
      atMost: second?.others ?? 0,
    },
  ];
}

function readyOf({ ready }: Times): number {
  return ready;
}

async function withServer<Result>(
  program: Program,
  { model, projector }: TinyGgufFiles,
  run: (tap: Tap, begun: number) => Promise<Result>,
): Promise<Result> {
  const tap = new Tap(await freePort(), await freePort());
  const begun = performance.now();
  const flags = ['-m', model, '--mmproj', projector, '--alias', 'tiny', '-np', '1', '-s', '1'];
  const server = await LlamaServer.start(program, tap.serverPort, flags);
  try {
    await tap.open();
    return await run(tap, begun);
  } finally {
    await tap.close();
    await server.end();
  }
}

async function describeAll(tap: Tap, clips: readonly ClipView[], begun: number): Promise<Times> {
  const { describe } = resolveConfig({
    describe: { model: 'tiny', server: { base_url: `http://127.0.0.1:${tap.port}` } },
  });
  const engine = new OpenAiEngine(describe, () => {});
  try {
    await engine.load(() => {}, OPTIONS.signal);
    const ready = performance.now() - begun;
    return { ready, clips: await timed(clips, (clip) => engine.describe(clip, OPTIONS)) };
  } finally {
    await engine.close();
  }
}

/** Sends what the engine sent. */
async function sendAll(tap: Tap, exchanges: readonly Exchange[], begun: number): Promise<Times> {
  const send = ({ question }: Exchange): Promise<unknown> =>
    asked(tap, 'v1/chat/completions', question);
  await untilHealthy(tap);
  const trials = exchanges.filter(({ isTrial }) => isTrial);
  await timed(trials, send);
  const ready = performance.now() - begun;
  const others = exchanges.filter(({ isTrial }) => !isTrial);
  return { ready, clips: await timed(others, send) };
}

async function untilHealthy(tap: Tap): Promise<void> {
  while (!(await fetch(`http://127.0.0.1:${tap.port}/health`)).ok) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function timed<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const item of items) {
    const begun = performance.now();
    await work(item);
    times.push(performance.now() - begun);
  }
  return times;
}

async function asked(tap: Tap, path: string, body: string): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${tap.port}/${path}`, { method: 'POST', body });
  return (await response.json()) as Record<string, unknown>;
}

/** Of the second clip's prompt: tokens evaluated, and all but those of the instructions. */
async function secondClip(tap: Tap): Promise<{ evaluated: number; others: number }> {
  const [, second] = tap.exchanges.filter(({ isTrial, isCorrection }) => !isTrial && !isCorrection);
  const { tokens } = await asked(
    tap,
    'tokenize',
    JSON.stringify({ content: instructionsOf(Prompt.load()) }),
  );
  const instructions = Array.isArray(tokens) ? tokens.length : Number.NaN;
  return {
    evaluated: second?.evaluatedTokens ?? Number.NaN,
    others: (second?.promptTokens ?? Number.NaN) - instructions,
  };
}
