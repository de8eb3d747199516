import { arch } from 'node:os';
import type { Config } from '../../config/schema.ts';
import { findModelFiles, type ModelFiles } from '../../model-files/index.ts';
import { abortable } from '../../process/abortable.ts';
import { Supervisor } from '../../process/supervisor.ts';
import type { ServerRoom } from '../../protocol/messages.ts';
import type { Log } from '../../util/log.ts';
import { askForWords, type Correction, type Reply } from '../answer/ask.ts';
import { questionAbout } from '../answer/question.ts';
import { limitedJsonSchema } from '../answer/schema.ts';
import { subsample } from '../answer/subsample.ts';
import type {
  ClipView,
  DescribeOptions,
  Engine,
  LoadProgress,
  LocalModel,
  Words,
} from '../engine.ts';
import { ContextTooSmallError, ModelEndedError, ModelFailedError } from '../errors.ts';
import { type ChatMessage, chatMessages } from '../openai/chat.ts';
import type { BindingFacts } from './binding.ts';
import { contextFor, mropeCells } from './context-size.ts';
import { INSTALL_LLAMA_SERVER } from './errors.ts';
import { localModelOf } from './local-model.ts';
import { ModelProcess } from './model-process.ts';
import { addonDevice } from './settings.ts';
import { tryModel } from './try-model.ts';

/** How often a clip is asked about when the model's process ends before it answers. */
const MOST_ATTEMPTS = 2;

/** A model in GGUF that runs here, by the addon, in a process of its own: one clip at a time. */
export class AddonEngine implements Engine {
  readonly name = 'llama';
  readonly model: string;
  /** The addon aborts on a damaged picture when it works on several questions. */
  readonly slots = 1;
  readonly needsPictures = true;
  readonly #describe: Config['describe'];
  readonly #device: ReturnType<typeof addonDevice>;
  readonly #log: Log;
  readonly #process: Supervisor<ModelProcess>;
  #files: ModelFiles | undefined;
  #facts: BindingFacts | undefined;
  #context = 0;
  #takesSystem = true;
  #onProgress: (progress: LoadProgress) => void = () => {};

  /** @throws ConfigValueError when the device is not one of this machine's */
  constructor(describe: Config['describe'], log: Log) {
    this.model = describe.model;
    this.#describe = describe;
    this.#device = addonDevice(describe);
    this.#log = log;
    this.#process = new Supervisor(
      `The process of ${describe.model}`,
      (signal) => this.#start(signal),
      log,
    );
  }

  get localModel(): LocalModel | undefined {
    return this.#files && this.#facts && localModelOf(this.#files, this.#facts);
  }

  get room(): readonly ServerRoom[] {
    const facts = this.#facts;
    if (facts === undefined) {
      return [];
    }
    return [
      {
        url: facts.build,
        clips_at_a_time: this.slots,
        context_tokens: this.#context,
        max_frames: this.#describe.max_frames,
        summary: this.#summary(facts),
      },
    ];
  }

  /** @throws what findModelFiles() throws; LlamaMissingError, ModelNotLoadedError */
  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<void> {
    this.#onProgress = onProgress;
    const files = await findModelFiles(this.#describe, onProgress, signal);
    this.#files = files;
    this.#context = contextFor(this.#describe, files.facts);
    const process = await this.#process.start(signal);
    onProgress({ phase: `waiting for a first word of ${this.model}` });
    this.#takesSystem = await abortable(tryModel(this.model, process), signal);
    const { facts } = process;
    this.#facts = facts;
    this.#onProgress = () => {};
    this.#log(`${facts.build}: ${this.#summary(facts)}`);
  }

  async describe(clip: ClipView, options: DescribeOptions): Promise<Words> {
    for (let attempt = 1; ; attempt++) {
      const process = await this.#process.get(options.signal);
      try {
        const words = await askForWords(
          (correction) => this.#ask(process, clip, options, correction),
          clip,
          this.#log,
        );
        this.#process.resetEnds();
        return words;
      } catch (error) {
        if (options.signal.aborted || error instanceof ModelFailedError) {
          // It works on, or waits for ever for the end of what failed.
          this.#process.restart(process);
          throw error;
        }
        if (!(error instanceof ModelEndedError) || attempt === MOST_ATTEMPTS) {
          throw error;
        }
        this.#log(`${clip.filename}: ${error.message} It is asked again`);
        await process.ended;
      }
    }
  }

  async close(): Promise<void> {
    await this.#process.close();
  }

  #summary({ device }: BindingFacts): string {
    const place =
      device === 'CPU' && arch() === 'x64'
        ? 'on the processor without AVX: llama-server takes a fraction of the time, and is used once it is ' +
          `installed (${INSTALL_LLAMA_SERVER})`
        : `on ${device}`;
    return `one clip at a time, context ${this.#context}, ${place}`;
  }

  #start(signal: AbortSignal): Promise<ModelProcess> {
    const { model, projector } = this.#loaded();
    return ModelProcess.start(
      {
        name: this.model,
        model,
        projector,
        context: this.#context,
        ...(this.#device !== undefined && { device: this.#device }),
      },
      (progress) => this.#onProgress(progress),
      signal,
    );
  }

  async #ask(
    process: ModelProcess,
    clip: ClipView,
    options: DescribeOptions,
    correction: Correction | undefined,
  ): Promise<Reply> {
    const { maxTokens, temperature, signal } = options;
    const asked = await abortable(this.#fitting(process, clip, options, correction), signal);
    const { messages, shown, tokens } = asked;
    const answer = await abortable(
      process.ask({
        messages,
        schema: limitedJsonSchema(shown.length),
        maxTokens,
        temperature,
      }),
      signal,
    );
    return {
      text: answer.text,
      tokens: { in: tokens, out: answer.tokens },
      ...(answer.metContextEnd && { cutOff: 'context' as const }),
      ...(answer.tokens >= maxTokens && { cutOff: 'max_tokens' as const }),
      ...(shown.length < clip.frames.length && { framesShown: [...shown] }),
    };
  }

  /**
   * The question with as many of the frames, evenly over the clip, as there is room for beside the answer. For room the
   * repeated answer of a correction goes before any frame.
   */
  async #fitting(
    process: ModelProcess,
    clip: ClipView,
    options: DescribeOptions,
    correction: Correction | undefined,
  ): Promise<Asked> {
    const room = this.#context - options.maxTokens;
    const about = async (
      shown: readonly number[],
      sent: Correction | undefined,
    ): Promise<Asked> => {
      const question = questionAbout(options.prompt, clip, shown);
      const messages = chatMessages({ ...question, correction: sent }, this.#takesSystem);
      return { shown, messages, tokens: await this.#count(process, messages, clip, shown) };
    };
    const all = clip.frames.map((_, frame) => frame);
    const whole = await about(all, correction);
    if (whole.tokens <= room) {
      return whole;
    }
    const sent = correction && { ...correction, answer: '' };
    // All frames are of one size, and each has a line in the text.
    const one = await about(subsample(all, 1), sent);
    let asked = await about(all, sent);
    const perFrame = (asked.tokens - one.tokens) / Math.max(1, all.length - 1);
    while (asked.tokens > room && asked.shown.length > 1) {
      const fitting = Math.floor((room - one.tokens) / perFrame) + 1;
      const fewer = Math.min(fitting, asked.shown.length - 1);
      asked = fewer > 1 ? await about(subsample(all, fewer), sent) : one;
    }
    if (asked.tokens > room) {
      throw new ContextTooSmallError(
        clip.filename,
        this.model,
        `room for ${this.#context} tokens, ${asked.tokens + options.maxTokens} needed`,
      );
    }
    return asked;
  }

  /** Cells of the context that the prompt takes. */
  async #count(
    process: ModelProcess,
    messages: readonly ChatMessage[],
    clip: ClipView,
    shown: readonly number[],
  ): Promise<number> {
    const { text, pictures } = await process.count(messages);
    const { facts } = this.#loaded();
    if (!facts.usesMrope) {
      return text + pictures;
    }
    const sizes = shown.map((frame) => clip.frames[frame]?.picture ?? { width: 0, height: 0 });
    return text + sizes.reduce((sum, size) => sum + mropeCells(facts.projector, size), 0);
  }

  #loaded(): ModelFiles {
    if (this.#files === undefined) {
      throw new Error('load() was not called');
    }
    return this.#files;
  }
}

/** A question, which of the clip's frames it is about, and what it takes of the context. */
type Asked = { shown: readonly number[]; messages: readonly ChatMessage[]; tokens: number };
