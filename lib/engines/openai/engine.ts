import type { Config } from '../../config/schema.ts';
import { Prompt } from '../../prompt/prompt.ts';
import type { Log } from '../../util/log.ts';
import { askForWords, type Correction, type Reply } from '../answer/ask.ts';
import { instructionsOf, questionAbout } from '../answer/question.ts';
import { subsample } from '../answer/subsample.ts';
import type { ClipView, DescribeOptions, Engine, LoadProgress, Words } from '../engine.ts';
import { ContextTooSmallError } from '../errors.ts';
import { ApiKeyMissingError, ModelServerMissingError } from './errors.ts';
import { ModelChoice } from './listed-models.ts';
import { FramesRefused, Server } from './server.ts';
import { Servers } from './servers.ts';

/**
 * How long a server is waited for that gives no sign of life, in ms: when the daemon starts, since the server may have
 * been started with it, and when no server is available in the middle of a run.
 */
const LOAD_PATIENCE_MS = 30_000;
const RUN_PATIENCE_MS = 20_000;

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

  /** @throws ModelServerMissingError, ApiKeyMissingError, PromptInvalidError */
  constructor(settings: Config['describe'], log: Log, patienceMs = LOAD_PATIENCE_MS) {
    const { server, model, timeout } = settings;
    const urls = [server?.base_url ?? []].flat().map(baseUrl);
    if (urls.length === 0) {
      throw new ModelServerMissingError(model);
    }
    const apiKeyEnv = server?.api_key_env;
    const apiKey = apiKeyOf(settings);
    this.#model = new ModelChoice(model);
    const common = {
      model: this.#model,
      apiKey,
      apiKeyEnv,
      slots: server?.slots,
      instructions: instructionsOf(Prompt.load(settings.prompt_file)),
      patienceMs,
    };
    this.#log = log;
    this.#trySeconds = timeout * (urls.length > 1 ? SHARE_OF_SEVERAL : SHARE_OF_ONE);
    this.#servers = new Servers(
      urls.map((url) => new Server({ url, ...common }, log)),
      RUN_PATIENCE_MS,
      log,
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
  describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
    let shown = clip.frames.map((_, index) => index);
    const ask = async (correction: Correction | undefined): Promise<Reply> => {
      let sent = correction;
      for (;;) {
        const reply = await this.#askWithRoom(clip, shown, sent, options);
        if (!(reply instanceof FramesRefused)) {
          return { ...reply, ...(shown.length < clip.frames.length && { framesShown: shown }) };
        }
        if (sent !== undefined && sent.answer !== '') {
          // What went wrong is worth less than frames.
          sent = { ...sent, answer: '' };
          continue;
        }
        if (shown.length <= 1) {
          throw new ContextTooSmallError(clip.filename, this.model, reply.message);
        }
        const { share, mostFrames = share && Math.floor(share * shown.length) } = reply;
        shown = subsample(shown, mostFrames);
        this.#log(`${clip.filename}: asked again with ${shown.length} frames: ${reply.message}`);
      }
    };
    return askForWords(ask, clip, this.#log);
  }

  close(): Promise<void> {
    return this.#servers.close();
  }

  /** @returns why fewer frames may help, also when the answer met the end of the context */
  async #askWithRoom(
    clip: ClipView,
    shown: readonly number[],
    correction: Correction | undefined,
    options: DescribeOptions,
  ): Promise<Reply | FramesRefused> {
    try {
      const reply = await this.#ask(clip, shown, correction, options);
      return reply.cutOff === 'context' && shown.length > 1
        ? new FramesRefused('the answer met the end of the context', {})
        : reply;
    } catch (error) {
      if (error instanceof FramesRefused) {
        return error;
      }
      throw error;
    }
  }

  #ask(
    clip: ClipView,
    shown: readonly number[],
    correction: Correction | undefined,
    { prompt, maxTokens, temperature, signal }: DescribeOptions,
  ): Promise<Reply> {
    const question = {
      ...questionAbout(prompt, clip, shown),
      maxTokens,
      temperature,
      correction,
    };
    return this.#servers.run(
      (server) => server.complete(question, this.#trySeconds, signal),
      signal,
    );
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
