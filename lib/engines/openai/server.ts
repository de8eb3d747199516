import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import { SCHEMA_FORMS, type SchemaForm } from '../answer/schema.ts';
import type { LoadProgress } from '../engine.ts';
import { Budget } from './budget.ts';
import { type Address, call, type HttpAnswer, MAX_ANSWER_BYTES, PAUSE_MS } from './call.ts';
import { type Capacity, capacityOf, sharesContext } from './capacity.ts';
import { chatBody, NO_THINKING, type Question, readCompletion, trialBody } from './chat.ts';
import {
  ModelContextTooSmallError,
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
import { ContextFull, FramesRefused } from './no-room.ts';
import { type Refusal, refusalOf, what } from './refusal.ts';
import { type Trial, tryModel } from './trial.ts';

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

export type ServerSettings = {
  url: string;
  model: ModelChoice;
  apiKey: string | undefined;
  /** The variable that it is from. */
  apiKeyEnv: string | undefined;
  /** As in `describe.server.slots`, the most of two; else the server is asked. */
  slots: number | undefined;
  /** The least of two between which it is learned. */
  leastSlots?: number | undefined;
  /** What each question begins with. */
  instructions: string;
  /** What the settings ask for: see Budget. */
  frames: number;
  pixels: number;
  answerTokens: number;
  /** How long a server without a sign of life is waited for when the daemon starts, in ms. */
  patienceMs: number;
};

/** One model server. */
export class Server {
  readonly url: string;
  /** What it has room for. */
  readonly budget: Budget;
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
    const { frames, pixels, answerTokens, instructions } = settings;
    this.budget = new Budget(instructions, { frames, pixels, answerTokens });
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

  /** The model's name as the server lists it. */
  get model(): string {
    return this.#model;
  }

  /** How many clips to begin with, when it is to be learned how many it is asked about. */
  get leastSlots(): number | undefined {
    return this.#settings.leastSlots;
  }

  /** How many clips it is asked about at the same time, at most; 1 until it is known. */
  get slots(): number {
    return this.#settings.slots === undefined
      ? this.budget.clipsAtATime
      : Math.min(this.#settings.slots, this.budget.clipsAtATime);
  }

  /**
   * Waits until the server answers for the model: that it lists it, and that it says a word about a
   * picture. A port that is open, and even a list, may outlive the model behind it.
   *
   * @throws ModelServerError, ModelWithoutVisionError
   */
  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    onProgress({ phase: `looking for the model at ${this.url}` });
    const model = await this.#untilItLists(onProgress, signal);
    onProgress({ phase: `waiting for a first word of ${this.#model} at ${this.url}` });
    await this.#measure(model, signal);
  }

  /**
   * Whether it is there and lists the model.
   *
   * @param anew also asks what it has room for: it may have been started again with other settings
   * @throws ModelServerError
   */
  async check(signal: AbortSignal, anew: boolean): Promise<void> {
    const model = await this.#findModel(signal);
    if (anew) {
      await this.#measure(model, signal);
    }
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

  /** Asks what it has room for, and tries the model. */
  async #measure(model: ListedModel, signal: AbortSignal): Promise<void> {
    const { instructions, pixels } = this.#settings;
    let told = await capacityOf(this.#address, model, signal);
    const pins = told.pinsSlots;
    const result = await tryModel(instructions, this.#log, (trial) =>
      this.#ask({ ...trialBody(this.#model, trial, pixels), ...(pins && slotOf(trial)) }, signal),
    ).catch((error: unknown) => {
      throw this.#trialError(error, told);
    });
    if (told.contextTokens === undefined) {
      // A router starts the model when it is asked for it first.
      told = await capacityOf(this.#address, model, signal);
    }
    if (pins && told.slots > 1) {
      const isShared = await sharesContext(this.#address, result.first, signal);
      told = { ...told, isShared: isShared ?? told.isShared };
    }
    this.#takesSystem = result.takesSystem;
    const slots = this.#settings.slots ?? told.slots;
    const before = this.budget.figures().summary;
    this.budget.measure({ ...told, slots }, result.counted);
    if (this.budget.isTooSmall) {
      throw this.#tooSmall(told, `${result.first} tokens before anything is said of a clip`);
    }
    const { summary } = this.budget.figures();
    if (summary !== undefined && summary !== before) {
      this.#log(`${this.#model} at ${this.url}: ${summary}`);
    }
  }

  async #ask(body: Record<string, unknown>, signal: AbortSignal): Promise<Reply> {
    const reply = await this.#try(body, 1, TRIAL_SECONDS, signal);
    if (reply === undefined) {
      throw new ModelServerAnswerError(this.url, 'it speaks of a schema that it was not sent');
    }
    return reply;
  }

  #trialError(error: unknown, told: Capacity): unknown {
    if (error instanceof ContextFull) {
      return new ModelServerBusyError(this.url, error.message);
    }
    return error instanceof FramesRefused
      ? this.#tooSmall(
          { ...told, ...(error.contextTokens && { contextTokens: error.contextTokens }) },
          error.message,
        )
      : error;
  }

  #tooSmall(told: Capacity, said: string): Error {
    return new ModelContextTooSmallError(this.#model, this.url, told, said);
  }

  async #untilItLists(
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ListedModel> {
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

  /** The model among those that the server lists. */
  async #findModel(signal: AbortSignal): Promise<ListedModel> {
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
    const model = this.#settings.model.among(models, this.url);
    this.#model = model.id;
    this.#takesTemplateArguments = TEMPLATE_ARGUMENTS.has(model.ownedBy);
    return model;
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
      return { ...reply, networkSeconds: answer.networkSeconds };
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

/** The slot for a trial: which of the two is still filled afterwards tells whether they share the context. */
function slotOf({ picture }: Trial): { id_slot: number } {
  return { id_slot: picture ? 0 : 1 };
}
