/**
 * Loads a model and asks it about one frame, in a process of its own, as the daemon is one: what the model's
 * programs print is not between doctor's lines, and a crash is a finding. It ends, and the model with
 * it, when doctor does, however that ends.
 */
import type { Config } from '../../config/schema.ts';
import { measuredOf } from '../../daemon/compose-record.ts';
import { createEngine } from '../../engines/registry.ts';
import type { ClipReading } from '../../media/clip-analysis.ts';
import { serve } from '../../process/worker.ts';
import { Prompt } from '../../prompt/prompt.ts';
import type { ServerRoom } from '../../protocol/messages.ts';
import { snakeCase } from '../../record/short-name.ts';
import { loadEngine } from './load-engine.ts';

export type ModelOrder = { config: Config; reading: ClipReading };

export type ModelAnswer = {
  /** What the model calls the clip. */
  name: string;
  loadSeconds: number;
  answerSeconds: number;
  /** Of a server that was started for it. */
  room: readonly ServerRoom[];
};

const ending = new AbortController();
let running: Promise<unknown> = Promise.resolve();

async function ask(
  { config, reading }: ModelOrder,
  onProgress: (what: string) => void,
): Promise<ModelAnswer> {
  const { describe } = config;
  const prompt = Prompt.load(describe.prompt_file);
  const engine = await createEngine(config, onProgress);
  try {
    const started = performance.now();
    await loadEngine(engine, config, onProgress, ending.signal);
    onProgress('one frame');
    const loaded = performance.now();
    const words = await engine.describe(
      {
        filename: 'red_disc.mp4',
        durationSeconds: reading.probe.durationSeconds,
        frames: reading.frames,
        measured: measuredOf(reading, []),
        cues: [],
        keywords: [],
      },
      {
        maxTokens: describe.max_tokens,
        temperature: describe.temperature,
        prompt,
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(describe.timeout * 1000)]),
      },
    );
    return {
      name: snakeCase(words.shortName),
      loadSeconds: (loaded - started) / 1000,
      answerSeconds: (performance.now() - loaded) / 1000,
      room: engine.room ?? [],
    };
  } finally {
    await engine.close();
  }
}

serve<ModelOrder, ModelAnswer, string>(
  (order, { tell }) => {
    const answer = ask(order, tell);
    running = answer.catch(() => {});
    return answer;
  },
  () => {
    ending.abort(new Error('doctor has ended'));
    void running.then(() => process.exit(0));
  },
);
