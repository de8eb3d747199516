import { abortable } from '../../process/abortable.ts';
import { nodeEntry } from '../../process/entry.ts';
import { WorkerHost } from '../../process/worker-host.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelEndedError } from '../errors.ts';
import type { FilledIn, ModelFacts, ModelSettings, Order, Question, Result } from './messages.ts';

/** In ms. One step of a large model takes seconds; a process that was cancelled and goes on is killed. */
const CANCEL_LIMIT_MS = 30_000;

/** The process that runs a model, seen from the one that owns it. */
export class ModelProcess {
  readonly #settings: ModelSettings;
  readonly #host: WorkerHost<Order, Result, LoadProgress>;
  #facts: ModelFacts | undefined;

  private constructor(settings: ModelSettings, onProgress: (progress: LoadProgress) => void) {
    this.#settings = settings;
    this.#host = new WorkerHost({
      entry: nodeEntry(import.meta.url, './worker'),
      prints: true,
      cancelLimitMs: CANCEL_LIMIT_MS,
      onProgress,
    });
  }

  /**
   * Starts the process and has it load the model.
   *
   * @throws TransformersMissingError, ConfigValueError, ModelKindError, ModelNotLoadedError,
   *   ModelReturnsNaNError, ModelEndedError, the signal's reason
   */
  static async start(
    settings: ModelSettings,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelProcess> {
    const started = new ModelProcess(settings, onProgress);
    try {
      const result = await started.#ask({ kind: 'load', settings }, signal);
      if (result.kind === 'loaded') {
        started.#facts = result.facts;
      }
      return started;
    } catch (error) {
      await started.end();
      throw error;
    }
  }

  /** Settles when it has ended, with how. */
  get ended(): Promise<string> {
    return this.#host.ended;
  }

  get facts(): ModelFacts {
    if (this.#facts === undefined) {
      throw new Error('the model is not loaded');
    }
    return this.#facts;
  }

  /** How many tokens a text takes in the prompt. */
  async count(text: string, signal: AbortSignal): Promise<number> {
    const result = await this.#ask({ kind: 'count', text }, signal);
    return result.kind === 'counted' ? result.tokens : Number.NaN;
  }

  /** @throws ModelReturnsNaNError, ModelFailedError, ModelEndedError, the signal's reason */
  async answer(question: Question, signal: AbortSignal): Promise<FilledIn> {
    const result = await this.#ask({ kind: 'answer', question }, signal);
    if (result.kind !== 'answered') {
      throw new Error(`a result ${result.kind} to a question`);
    }
    return result.answer;
  }

  /** Ends it at once: it has nothing to save. */
  async end(): Promise<void> {
    await this.#host.kill();
  }

  /** One order after the other; a cancelled one is given up at once, and the next waits for it. */
  #ask(order: Order, signal: AbortSignal): Promise<Result> {
    const ended = (how: string): Error =>
      new ModelEndedError(`The process of ${this.#settings.model}`, how);
    return abortable(this.#host.ask(order, { ended }, signal), signal);
  }
}
