import { type Config, pixelCount, slotBounds } from '../../config/schema.ts';
import { ggufRepositoryWithin } from '../../model-files/model-name.ts';
import { Prompt } from '../../prompt/prompt.ts';
import type { ServerFigures } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import { askForWords, type Correction, type Reply } from '../answer/ask.ts';
import { instructionsOf, questionAbout } from '../answer/question.ts';
import type { ClipView, DescribeOptions, Engine, LoadProgress, Words } from '../engine.ts';
import { askWithRoom } from './ask-with-room.ts';
import { ApiKeyMissingError, ModelServerMissingError } from './errors.ts';
import { ModelChoice } from './listed-models.ts';
import { Server } from './server.ts';
import { Servers } from './servers.ts';

/**
 * How long a server is waited for that gives no sign of life, in ms: when the daemon starts, since the server may have
 * been started with it, and when no server is available in the middle of a run.
 */
const LOAD_PATIENCE_MS = 30_000;
const RUN_PATIENCE_MS = 20_000;

/** How long one is waited for that answers, and refuses all: quotas for a minute are usual. */
const FULL_PATIENCE_MS = 300_000;

/**
 * Share of `describe.timeout` that one request may take: with one server, enough for its silence to be
 * reported as such; with several, little enough to leave time for another.
 */
const SHARE_OF_ONE = 0.9;
const SHARE_OF_SEVERAL = 0.5;

/** Asks a model behind one or several servers that speak OpenAI's chat completions. */
export class OpenAiEngine implements Engine {
  readonly name = 'openai';
  readonly needsPictures = true;
  readonly #model: ModelChoice;
  readonly #servers: Servers;
  readonly #log: Log;
  /** How long one request may take. */
  readonly #trySeconds: number;

  /**
   * @param options `apiKey` of a server that was started with it; by default that of the configuration
   * @throws ModelServerMissingError, ApiKeyMissingError, PromptInvalidError
   */
  constructor(
    settings: Config['describe'],
    log: Log,
    {
      patienceMs = LOAD_PATIENCE_MS,
      apiKey = apiKeyOf(settings),
    }: { patienceMs?: number; apiKey?: string | undefined } = {},
  ) {
    const { server, model, timeout } = settings;
    const urls = [...new Set([server?.base_url ?? []].flat().map(baseUrl))];
    if (urls.length === 0) {
      throw new ModelServerMissingError(model, ggufRepositoryWithin(model));
    }
    const apiKeyEnv = server?.api_key_env;
    const { least, most } = slotBounds(settings);
    this.#model = new ModelChoice(model);
    const common = {
      model: this.#model,
      apiKey,
      apiKeyEnv,
      slots: most,
      leastSlots: least,
      instructions: instructionsOf(Prompt.load(settings.prompt_file)),
      frames: settings.max_frames,
      pixels: pixelCount(settings.max_pixels),
      answerTokens: settings.max_tokens,
      patienceMs,
    };
    this.#log = log;
    this.#trySeconds = timeout * (urls.length > 1 ? SHARE_OF_SEVERAL : SHARE_OF_ONE);
    this.#servers = new Servers(
      urls.map((url) => new Server({ url, ...common }, log)),
      { gone: RUN_PATIENCE_MS, full: FULL_PATIENCE_MS },
      log,
      server?.hedge,
    );
  }

  /** Of a model that is left to the server, the name is known after load(). */
  get model(): string {
    return this.#model.name;
  }

  get slots(): number {
    return this.#servers.slots;
  }

  load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    return this.#servers.load(onProgress, signal);
  }

  /**
   * @throws AnswerInvalidError when the model's answers cannot be used
   * @throws ContextTooSmallError, ModelWithoutVisionError, ModelServerError
   */
  describe(
    clip: ClipView,
    { prompt, maxTokens, temperature, signal }: DescribeOptions,
  ): Promise<Words> {
    const { width = 0, height = 0 } = clip.frames[0]?.picture ?? {};
    const request = {
      frameCount: clip.frames.length,
      pictureSize: `${width}x${height}`,
      build: (shown: readonly number[], transcriptTokens: number) =>
        questionAbout(prompt, clip, shown, transcriptTokens),
      answerTokens: maxTokens,
    };
    const asking = {
      filename: clip.filename,
      temperature,
      seconds: this.#trySeconds,
      log: this.#log,
    };
    let last: Server | undefined;
    const corrected = new Set<Server>();
    const ask = async (correction: Correction | undefined): Promise<Reply> => {
      // The server that has the clip's question still in its cache is the first to correct itself; once.
      const except = last !== undefined && corrected.has(last) ? last : undefined;
      if (last !== undefined) {
        corrected.add(last);
      }
      return this.#servers.run(
        async (server, isAlone, signal) => {
          const reply = await askWithRoom(server, request, correction, {
            ...asking,
            isAlone,
            signal,
          });
          last = server;
          return reply;
        },
        signal,
        except,
      );
    };
    return askForWords(ask, clip, this.#log);
  }

  /** In the order of `describe.server.base_url`. */
  get room(): readonly ServerFigures[] {
    return this.#servers.figures;
  }

  close(): Promise<void> {
    return this.#servers.close();
  }
}

/** `http://host:8080` means `http://host:8080/v1`. */
function baseUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '');
  return `${origin}${path === '' ? '/v1' : path}`;
}

/** @throws ApiKeyMissingError when the variable that should hold it does not */
export function apiKeyOf({ server }: Config['describe']): string | undefined {
  const variable = server?.api_key_env;
  if (variable === undefined) {
    return undefined;
  }
  const key = process.env[variable]?.trim() ?? '';
  if (key === '') {
    throw new ApiKeyMissingError(variable);
  }
  return key;
}
