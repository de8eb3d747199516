import { type ChildProcess, fork } from 'node:child_process';
import { messageOf, VlogDescribeError } from '../../errors.ts';
import { nodeEntry } from '../../process/entry.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelEndedError } from '../errors.ts';
import type { FilledIn, ModelFacts, ModelSettings, Order, Question, Report } from './messages.ts';

/** In ms. One step of a large model takes seconds; work that was called off and goes on is ended. */
const CANCEL_LIMIT_MS = 30_000;

type Result = Exclude<Report, { kind: 'progress' | 'failed' }>;

/** The order that the process is on. */
type Job = { resolve: (result: Result) => void; reject: (error: unknown) => void };

/** The process that runs a model, seen from the one that owns it. */
export class ModelProcess {
  /** Settles when it has ended, with how. */
  readonly ended: Promise<string>;
  readonly #settings: ModelSettings;
  readonly #child: ChildProcess;
  readonly #onProgress: (progress: LoadProgress) => void;
  #facts: ModelFacts | undefined;
  #job: Job | undefined;
  /** Settles when the process is free again. */
  #free: Promise<unknown> = Promise.resolve();

  private constructor(settings: ModelSettings, onProgress: (progress: LoadProgress) => void) {
    this.#settings = settings;
    this.#onProgress = onProgress;
    const { file, execArgv } = nodeEntry(import.meta.url, './worker');
    this.#child = fork(file, {
      execArgv,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ended = new Promise((resolve) => {
      const gone = (how: string): void => {
        this.#takeJob()?.reject(new ModelEndedError(`The process of ${settings.model}`, how));
        resolve(how);
      };
      this.#child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) {
          gone(`it could not be started: ${messageOf(error)}`);
        } else {
          // A message could not be sent: the process is on its way out, or must be.
          this.#child.kill('SIGKILL');
        }
      });
    });
    this.#child.on('message', (report: Report) => this.#heard(report));
  }

  /**
   * Starts the process and has it load the model.
   *
   * @throws TransformersMissingError, ConfigValueError, ModelKindError, ModelNotLoadedError,
   *   ModelWithoutNumbersError, ModelEndedError, the signal's reason
   */
  static async start(
    settings: ModelSettings,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<ModelProcess> {
    const started = new ModelProcess(settings, onProgress);
    try {
      const result = await started.#do({ kind: 'load', settings }, signal);
      if (result.kind === 'loaded') {
        started.#facts = result.facts;
      }
      return started;
    } catch (error) {
      await started.end();
      throw error;
    }
  }

  get facts(): ModelFacts {
    if (this.#facts === undefined) {
      throw new Error('the model is not loaded');
    }
    return this.#facts;
  }

  /** How many tokens a text takes in the prompt. */
  async count(text: string, signal: AbortSignal): Promise<number> {
    const result = await this.#do({ kind: 'count', text }, signal);
    return result.kind === 'counted' ? result.tokens : Number.NaN;
  }

  /** @throws ModelWithoutNumbersError, ModelFailedError, ModelEndedError, the signal's reason */
  async answer(question: Question, signal: AbortSignal): Promise<FilledIn> {
    const result = await this.#do({ kind: 'answer', question }, signal);
    if (result.kind !== 'answered') {
      throw new Error(`a report ${result.kind} to a question`);
    }
    return result.answer;
  }

  /** Ends it at once: it has nothing to save. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** One order after the other; one that is called off is given up at once, and waited for by the next. */
  async #do(order: Order, signal: AbortSignal): Promise<Result> {
    const before = this.#free;
    let release: () => void = () => {};
    this.#free = new Promise<void>((resolve) => {
      release = resolve;
    });
    await before;
    const job = this.#begin(order, signal);
    void job.finally(release).catch(() => {});
    const calledOff = whenAborted(signal);
    try {
      return await Promise.race([job, calledOff.promise]);
    } finally {
      calledOff.forget();
    }
  }

  async #begin(order: Order, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      throw new ModelEndedError(`The process of ${this.#settings.model}`, await this.ended);
    }
    let overdue: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      this.#tell({ kind: 'cancel' });
      overdue = setTimeout(() => this.#child.kill('SIGKILL'), CANCEL_LIMIT_MS);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<Result>((resolve, reject) => {
        this.#job = { resolve, reject };
        this.#tell(order);
      });
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(overdue);
    }
  }

  #tell(order: Order): void {
    if (this.#child.connected) {
      this.#child.send(order);
    }
  }

  #heard(report: Report): void {
    if (report.kind === 'progress') {
      this.#onProgress(report.progress);
    } else if (report.kind === 'failed') {
      this.#takeJob()?.reject(VlogDescribeError.fromJSON(report.error));
    } else {
      this.#takeJob()?.resolve(report);
    }
  }

  #takeJob(): Job | undefined {
    const job = this.#job;
    this.#job = undefined;
    return job;
  }
}

function whenAborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  let forget = (): void => {};
  const promise = new Promise<never>((_resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    forget = () => signal.removeEventListener('abort', abort);
  });
  return { promise, forget };
}
