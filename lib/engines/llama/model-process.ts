import { nodeEntry } from '../../process/entry.ts';
import { WorkerHost } from '../../process/worker-host.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelEndedError, ModelNotLoadedError } from '../errors.ts';
import { LastWords } from '../model-server/last-words.ts';
import type { ChatMessage } from '../openai/chat.ts';
import type { BindingFacts, ChatAnswer, ChatQuestion, LoadOrder, PromptTokens } from './binding.ts';
import type { Order, Result } from './messages.ts';

/** The process that runs a model by llama.cpp, seen from the one that owns it. */
export class ModelProcess {
  readonly #name: string;
  readonly #host: WorkerHost<Order, Result, LoadProgress>;
  readonly #lastWords = new LastWords();
  #facts: BindingFacts | undefined;

  private constructor(name: string, onProgress: (progress: LoadProgress) => void) {
    this.#name = name;
    this.#host = new WorkerHost({
      entry: nodeEntry(import.meta.url, './worker'),
      prints: (line) => this.#isLogged(line),
      onProgress,
    });
  }

  /**
   * Starts the process and has it load the model.
   *
   * @throws LlamaMissingError, ModelNotLoadedError, the signal's reason
   */
  static async start(
    order: LoadOrder,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelProcess> {
    const started = new ModelProcess(order.name, onProgress);
    // Nothing but its end interrupts loading.
    const end = (): void => void started.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      signal.throwIfAborted();
      const result = await started.#ask(
        { kind: 'load', order },
        (how) => new ModelNotLoadedError(order.name, `llama.cpp ended (${how})`),
      );
      if (result.kind === 'loaded') {
        started.#facts = result.facts;
      }
      return started;
    } catch (error) {
      await started.end();
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** Settles when it has ended, with how. */
  get ended(): Promise<string> {
    return this.#host.ended;
  }

  get facts(): BindingFacts {
    if (this.#facts === undefined) {
      throw new Error('the model is not loaded');
    }
    return this.#facts;
  }

  /** @throws ModelFailedError, ModelEndedError */
  async count(messages: readonly ChatMessage[]): Promise<PromptTokens> {
    const result = await this.#ask({ kind: 'count', messages });
    if (result.kind !== 'counted') {
      throw new Error(`a result ${result.kind} to a count`);
    }
    return result.tokens;
  }

  /** @throws ModelFailedError, ModelEndedError */
  async ask(question: ChatQuestion): Promise<ChatAnswer> {
    const result = await this.#ask({ kind: 'ask', question });
    if (result.kind !== 'answered') {
      throw new Error(`a result ${result.kind} to a question`);
    }
    return result.answer;
  }

  /** Ends it at once: it has nothing to save. */
  async end(): Promise<void> {
    await this.#host.kill();
  }

  #ask(order: Order, ended = (how: string): Error => this.#endedError(how)): Promise<Result> {
    return this.#host.ask(order, {
      ended: (how) => {
        const said = this.#lastWords.lines.join(' | ');
        return ended(said === '' ? how : `${how}; it said last: ${said}`);
      },
    });
  }

  #endedError(how: string): Error {
    return new ModelEndedError(`the process of ${this.#name}`, how);
  }

  #isLogged(line: string): boolean {
    const isLogged = WORTH_LOGGING.test(line);
    if (isLogged) {
      this.#lastWords.add(line);
    }
    return isLogged;
  }
}

/** llama.cpp prints hundreds of lines for a model, and the whole prompt for each clip. */
const WORTH_LOGGING =
  /error|fail|\babort|assert|exception|fatal|unable|cannot allocate|out of memory|warning/i;
