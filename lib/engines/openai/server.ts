import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import { SCHEMA_FORMS, type SchemaForm } from '../answer/schema.ts';
import type { LoadProgress } from '../engine.ts';
import { type Address, call, type HttpAnswer, MAX_ANSWER_BYTES, PAUSE_MS } from './call.ts';
import { capacityOf } from './capacity.ts';
import { chatBody, NO_THINKING, type Question, readCompletion, trialBody } from './chat.ts';
import {
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerDroppedError,
  ModelServerFailedError,
  ModelServerRefusedError,
  ModelServerUnreachableError,
  ModelUnknownError,
  ModelWithoutVisionError,
} from './errors.ts';
import { idsOf, type ListedModel, listedIn, type ModelChoice } from './listed-models.ts';
import { type Refusal, refusalOf, what } from './refusal.ts';
import { takesSystemMessage } from './system-message.ts';

/** How long a connection may take to open, in ms. */
const CONNECT_MS = 10_000;

/** How long a server may take to list its models, in s: no model is needed for that. */
const LIST_TIMEOUT_SECONDS = 10;

/** How long a first answer may take, in s: some servers load the model for it. */
const TRIAL_SECONDS = 3600;

/** What a proxy answers while nothing listens behind it. */
const PROXY_STATUS = new Set([502, 504]);

/** Who hands `chat_template_kwargs` on, by the `owned_by` in the list of models. */
const TEMPLATE_ARGUMENTS = new Set(['llamacpp', 'vllm']);

/** Pause between two looks at a server that loads, in ms. */
const LOADING_PAUSE_MS = 500;

/** More frames, or more tokens, than the model's context takes. */
export class FramesRefused extends Error {
  /** How many it takes, and which share of the request, when it says so. */
  readonly mostFrames: number | undefined;
  readonly share: number | undefined;
  constructor(said: string, fits: { mostFrames?: number | undefined; share?: number | undefined }) {
    super(said);
    this.mostFrames = fits.mostFrames;
    this.share = fits.share;
  }
}

/** The context that the server's slots share has no room for this request beside the others. */
export class ContextFull extends Error {}

export type ServerSettings = {
  url: string;
  model: ModelChoice;
  apiKey: string | undefined;
  /** The variable that it is from. */
  apiKeyEnv: string | undefined;
  /** As in `describe.server.slots`; else the server is asked. */
  slots: number | undefined;
  /** What each question begins with. */
  instructions: string;
  /** How long a server without a sign of life is waited for when the daemon starts, in ms. */
  patienceMs: number;
};

/** One model server. */
export class Server {
  readonly url: string;
  /** How many clips it works on at the same time; 1 until it is known. */
  slots: number;
  readonly #settings: ServerSettings;
  readonly #agent: Agent;
  readonly #address: Address;
  readonly #log: Log;
  /** The model's name as the server lists it. */
  #model: string;
  /** The names that it listed when it was last looked at; it may have lost one since. */
  #listed: readonly string[] = [];
  #schemaForm: SchemaForm = 'limits';
  /** Whether it has a place for a system message. */
  #takesSystem = true;
  /** Whether it hands arguments on to the model's chat template; others may refuse them. */
  #takesTemplateArguments = false;

  constructor(settings: ServerSettings, log: Log) {
    this.url = settings.url;
    this.slots = settings.slots ?? 1;
    this.#settings = settings;
    this.#model = settings.model.name;
    this.#log = log;
    this.#agent = new Agent({
      connect: { timeout: CONNECT_MS },
      // How long a model thinks is limited by each call.
      headersTimeout: 0,
      bodyTimeout: PAUSE_MS,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    const { url, apiKey } = settings;
    this.#address = { url, apiKey, dispatcher: this.#agent };
  }

  /**
   * Waits until the server answers for the model: that it lists it, and that it says a word about a
   * picture. A port that is open, and even a list, may outlive the model behind it.
   *
   * @throws ModelServerError, ModelWithoutVisionError
   */
  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    onProgress({ phase: `looking for the model at ${this.url}` });
    const models = await this.#untilItLists(onProgress, signal);
    this.slots = this.#settings.slots ?? (await capacityOf(this.#address, models, signal));
    onProgress({ phase: `waiting for a first word of ${this.#model} at ${this.url}` });
    try {
      const { instructions } = this.#settings;
      this.#takesSystem = await takesSystemMessage(instructions, this.#log, (trial) =>
        this.#try(trialBody(this.#model, trial), 1, TRIAL_SECONDS, signal),
      );
    } catch (error) {
      if (error instanceof ContextFull) {
        throw new ModelServerBusyError(this.url, error.message);
      }
      throw error instanceof FramesRefused
        ? new ModelServerRefusedError(this.url, 400, error.message)
        : error;
    }
  }

  /** Whether it is there and lists the model. @throws ModelServerError */
  async check(signal: AbortSignal): Promise<void> {
    await this.#findModel(signal);
  }

  /**
   * @param seconds how long the answer may take
   * @throws FramesRefused when fewer frames may help
   * @throws ContextFull when fewer clips at the same time may help
   * @throws ModelServerError when another time or another server may help
   */
  async complete(question: Question, seconds: number, signal: AbortSignal): Promise<Reply> {
    for (const form of SCHEMA_FORMS.slice(SCHEMA_FORMS.indexOf(this.#schemaForm))) {
      const body = chatBody(this.#model, question, form, this.#takesSystem);
      const reply = await this.#try(body, question.maxTokens, seconds, signal, form);
      if (reply !== undefined) {
        return reply;
      }
    }
    throw new ModelServerAnswerError(this.url, 'it speaks of a schema that it was not sent');
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #untilItLists(
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ListedModel[]> {
    const started = performance.now();
    for (;;) {
      try {
        return await this.#findModel(signal);
      } catch (error) {
        const isLoading = error instanceof ModelServerBusyError;
        const patient = performance.now() - started < this.#settings.patienceMs;
        if (!isLoading && !(mayBeStarting(error) && patient)) {
          throw error;
        }
        onProgress({ phase: `${isLoading ? 'loading' : 'nobody answers yet'} at ${this.url}` });
      }
      await sleep(LOADING_PAUSE_MS, undefined, { signal });
    }
  }

  /** The models that the server lists, with ours among them. */
  async #findModel(signal: AbortSignal): Promise<ListedModel[]> {
    const answer = await call(this.#address, 'models', undefined, LIST_TIMEOUT_SECONDS, signal);
    const refusal = this.#refusalOf(answer);
    if (refusal !== undefined) {
      throw this.#errorOf(refusal, answer);
    }
    const models = listedIn(answer.json);
    if (models === undefined) {
      throw new ModelServerAnswerError(this.url, what(answer.status, answer.contentType));
    }
    this.#listed = idsOf(models);
    this.#model = this.#settings.model.among(models, this.url);
    const owner = models.find(({ id }) => id === this.#model)?.ownedBy ?? '';
    this.#takesTemplateArguments = TEMPLATE_ARGUMENTS.has(owner);
    return models;
  }

  /**
   * @param form of the schema in the body
   * @returns `undefined` when the schema was refused in this form, which is remembered
   */
  async #try(
    body: Record<string, unknown>,
    maxTokens: number,
    seconds: number,
    signal: AbortSignal,
    form: SchemaForm = 'none',
  ): Promise<Reply | undefined> {
    const takesArguments = this.#takesTemplateArguments;
    const answer = await call(
      this.#address,
      'chat/completions',
      { ...body, ...(takesArguments && NO_THINKING) },
      seconds,
      signal,
    );
    const refusal = this.#refusalOf(answer);
    if (refusal === undefined) {
      const reply = readCompletion(answer.json, maxTokens);
      if (reply === undefined) {
        throw new ModelServerAnswerError(this.url, what(answer.status, answer.contentType));
      }
      return reply;
    }
    if (refusal.kind === 'template' && takesArguments) {
      this.#takesTemplateArguments = false;
      return this.#try(body, maxTokens, seconds, signal, form);
    }
    if (refusal.kind === 'schema' && form !== 'none') {
      this.#stepDown(form, refusal.said);
      return undefined;
    }
    if (refusal.kind === 'frames') {
      throw new FramesRefused(refusal.said, refusal);
    }
    if (refusal.kind === 'full') {
      throw new ContextFull(refusal.said);
    }
    throw this.#errorOf(refusal, answer);
  }

  /** Another clip may have been refused the same meanwhile. */
  #stepDown(refused: SchemaForm, said: string): void {
    const next = SCHEMA_FORMS[SCHEMA_FORMS.indexOf(refused) + 1] ?? 'none';
    if (SCHEMA_FORMS.indexOf(next) > SCHEMA_FORMS.indexOf(this.#schemaForm)) {
      this.#schemaForm = next;
      const less = next === 'none' ? 'no schema' : 'no schema with limits';
      this.#log(`${this.url} takes ${less} and is asked without from now on: ${said}`);
    }
  }

  #refusalOf(answer: HttpAnswer): Refusal | undefined {
    const { url, apiKey, apiKeyEnv } = this.#settings;
    return refusalOf(answer, { url, apiKey, apiKeyEnv });
  }

  #errorOf(refusal: Refusal, { status }: HttpAnswer): Error {
    switch (refusal.kind) {
      case 'other':
        return refusal.error;
      case 'vision':
        return new ModelWithoutVisionError(this.#settings.model.name, this.url, refusal.said);
      case 'model':
        return new ModelUnknownError(this.#settings.model.name, this.url, this.#listed);
      case 'full':
        return new ModelServerBusyError(this.url, refusal.said);
      default:
        return new ModelServerRefusedError(this.url, status, refusal.said);
    }
  }
}

/**
 * Whether a server that has just been started may fail so: nothing listens, or a proxy listens for it (Docker's breaks
 * off, nginx answers 502).
 */
function mayBeStarting(error: unknown): boolean {
  return (
    (error instanceof ModelServerUnreachableError && !error.isForGood) ||
    error instanceof ModelServerDroppedError ||
    (error instanceof ModelServerFailedError && PROXY_STATUS.has(error.serverStatus))
  );
}
