import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import type { LoadProgress } from '../engine.ts';
import { Budget } from './budget.ts';
import { type Address, call, MAX_ANSWER_BYTES, PAUSE_MS } from './call.ts';
import { type Capacity, capacityOf, sharesContext } from './capacity.ts';
import { type Question, trialBody } from './chat.ts';
import { Completions } from './completions.ts';
import {
  ModelContextTooSmallError,
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerDroppedError,
  ModelServerFailedError,
  ModelServerUnreachableError,
} from './errors.ts';
import { idsOf, type ListedModel, listedIn, type ModelChoice } from './listed-models.ts';
import { ContextFull, FramesRefused } from './no-room.ts';
import { refusalOf, what } from './refusal.ts';
import { type Trial, tryModel } from './trial.ts';

/** How long a connection may take to open, in ms. */
const CONNECT_MS = 10_000;

/** How long a server may take to list its models, in s: no model is needed for that. */
const LIST_TIMEOUT_SECONDS = 10;

/** How long a first answer may take, in s: some servers load the model for it. */
const TRIAL_SECONDS = 3600;

/** What a proxy answers while nothing listens behind it. */
const PROXY_STATUS = new Set([502, 504]);

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
  readonly #completions: Completions;
  /** Whether it has a place for a system message. */
  #takesSystem = true;

  constructor(settings: ServerSettings, log: Log) {
    this.url = settings.url;
    const { frames, pixels, answerTokens, instructions } = settings;
    this.budget = new Budget(instructions, { frames, pixels, answerTokens });
    this.#settings = settings;
    this.#log = log;
    this.#agent = new Agent({
      connect: { timeout: CONNECT_MS },
      // How long a model thinks is limited by each call.
      headersTimeout: 0,
      bodyTimeout: PAUSE_MS,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    const { url, apiKey, apiKeyEnv } = settings;
    this.#address = { url, apiKey, apiKeyEnv, dispatcher: this.#agent };
    this.#completions = new Completions(this.#address, settings.model, log);
  }

  /** The model's name as the server lists it. */
  get model(): string {
    return this.#completions.model;
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
    onProgress({ phase: `waiting for a first word of ${this.model} at ${this.url}` });
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
  complete(question: Question, seconds: number, signal: AbortSignal): Promise<Reply> {
    return this.#completions.complete(question, seconds, this.#takesSystem, signal);
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
      this.#completions.completeTrial(
        { ...trialBody(this.model, trial, pixels), ...(pins && slotOf(trial)) },
        TRIAL_SECONDS,
        signal,
      ),
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
      this.#log(`${this.model} at ${this.url}: ${summary}`);
    }
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
    return new ModelContextTooSmallError(this.model, this.url, told, said);
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
    const refusal = refusalOf(answer, this.#address);
    if (refusal !== undefined) {
      throw this.#completions.errorOf(refusal, answer.status);
    }
    const models = listedIn(answer.json);
    if (models === undefined) {
      throw new ModelServerAnswerError(this.url, what(answer.status, answer.contentType));
    }
    const model = this.#settings.model.among(models, this.url);
    this.#completions.use(model, idsOf(models));
    return model;
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
