import type { Config } from '../../config/schema.ts';
import { measuredOf } from '../../daemon/compose-record.ts';
import type { ClipView, Engine } from '../../engines/engine.ts';
import { createEngine } from '../../engines/registry.ts';
import { messageOf } from '../../errors.ts';
import type { ClipReading } from '../../media/clip-analysis.ts';
import { Prompt } from '../../prompt/prompt.ts';
import { snakeCase } from '../../record/short-name.ts';
import { type Check, type Finding, note, ok, type Patient, wrong } from './check.ts';
import { isStarted } from './model-server.ts';
import { SHOWN } from './test-clip.ts';

/** Programs that fetch a model when it is missing are told not to: those of Hugging Face, and llama.cpp's. */
const NO_DOWNLOADS = { HF_HUB_OFFLINE: '1', LLAMA_ARG_OFFLINE: '1', LLAMA_OFFLINE: '1' };

/** One frame of the test clip through the model, which is loaded as the daemon would, and closed again. */
export const modelCheck: Check = {
  name: 'Model',
  run: async (patient, onProgress, signal): Promise<Finding | undefined> => {
    const { config, engine, reading } = patient;
    if (config === undefined || engine === undefined || engine === 'measured') {
      return undefined;
    }
    const why = whyNotAsked(patient, config);
    if (why !== undefined || reading === undefined) {
      return note(`not asked: ${why ?? 'the decoder gave no frame'}`);
    }
    Object.assign(process.env, NO_DOWNLOADS);
    return askIt(await createEngine(config, onProgress), config, reading, onProgress, signal);
  },
};

function whyNotAsked({ mayLoad, daemon, hasFiles }: Patient, config: Config): string | undefined {
  if (!mayLoad) {
    return '--no-model';
  }
  if (hasFiles === false) {
    return 'it is not downloaded yet';
  }
  // A second copy of a model may not fit into memory. A server elsewhere is asked all the same.
  const isElsewhere = config.describe.server?.base_url !== undefined && !isStarted(config);
  return ['ready', 'busy', 'starting'].includes(daemon?.state ?? '') && !isElsewhere
    ? 'the running daemon has it loaded'
    : undefined;
}

async function askIt(
  engine: Engine,
  config: Config,
  reading: ClipReading,
  onProgress: (what: string) => void,
  signal: AbortSignal,
): Promise<Finding> {
  const { describe, daemon_start_timeout } = config;
  const prompt = Prompt.load(describe.prompt_file);
  try {
    const loadSeconds = await timed(() =>
      withoutSilence(daemon_start_timeout, signal, (heard, limit) =>
        engine.load(({ phase, fraction }) => {
          heard();
          onProgress(fraction === undefined ? phase : `${phase} ${Math.round(fraction * 100)} %`);
        }, limit),
      ),
    );
    onProgress('one frame');
    let name = '';
    const seconds = await timed(async () => {
      const words = await engine.describe(viewOf(reading), {
        maxTokens: describe.max_tokens,
        temperature: describe.temperature,
        prompt,
        signal: AbortSignal.any([signal, AbortSignal.timeout(describe.timeout * 1000)]),
      });
      name = snakeCase(words.shortName);
    });
    return ok(
      `one frame in ${seconds} s, after ${loadSeconds} s to load: it shows ${SHOWN}, the model says ${name}`,
    );
  } catch (error) {
    signal.throwIfAborted();
    return wrong(messageOf(error));
  } finally {
    await engine.close();
  }
}

function viewOf(reading: ClipReading): ClipView {
  return {
    filename: 'red_disc.mp4',
    durationSeconds: reading.probe.durationSeconds,
    frames: reading.frames,
    measured: measuredOf(reading, []),
    cues: [],
    keywords: [],
  };
}

/** How long it took, in s. */
async function timed(work: () => Promise<void>): Promise<string> {
  const started = performance.now();
  await work();
  return ((performance.now() - started) / 1000).toFixed(1);
}

/** Ends work of which nothing is heard for so long, as a starting daemon is ended. */
async function withoutSilence(
  seconds: number,
  signal: AbortSignal,
  work: (heard: () => void, limit: AbortSignal) => Promise<void>,
): Promise<void> {
  const silence = new AbortController();
  const give = (): NodeJS.Timeout =>
    setTimeout(
      () =>
        silence.abort(new Error(`nothing was heard of it for ${seconds} s (daemon_start_timeout)`)),
      seconds * 1000,
    );
  let timer = give();
  try {
    await work(
      () => {
        clearTimeout(timer);
        timer = give();
      },
      AbortSignal.any([signal, silence.signal]),
    );
  } finally {
    clearTimeout(timer);
  }
}
