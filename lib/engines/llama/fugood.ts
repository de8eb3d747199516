import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { messageOf } from '../../errors.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelNotLoadedError } from '../errors.ts';
import type { ChatMessage } from '../openai/chat.ts';
import { isMissing } from '../optional-package.ts';
import type {
  BindingFacts,
  ChatAnswer,
  ChatQuestion,
  Device,
  LlamaBinding,
  LoadOrder,
  PromptTokens,
} from './binding.ts';
import { LlamaMissingError } from './errors.ts';

/**
 * What is used of `@fugood/llama.node`. Its own types would make everybody who compiles this package install it;
 * test/llama checks that the real one has these.
 */
export type Library = {
  loadModel(options: LoadOptions): Promise<Context>;
  /** Falls back to the default variant, and says so, when this one cannot be loaded. */
  getBackendDevicesInfo(variant: Variant): Promise<{ type: string; deviceName: string }[]>;
  BuildInfo: { number: unknown };
};

type Variant = 'default' | 'cuda' | 'vulkan';

type LoadOptions = {
  model: string;
  lib_variant: Variant;
  n_ctx: number;
  n_parallel: number;
  n_threads: number;
  n_gpu_layers?: number;
  ctx_shift: boolean;
};

/** How a prompt is made of messages; counting and asking must make it the same way. */
type ChatOptions = {
  response_format: { type: 'json_schema'; json_schema: { strict: boolean; schema: object } };
  enable_thinking: boolean;
};

export type Context = {
  initMultimodal(options: { path: string; use_gpu: boolean }): boolean;
  getMultimodalSupport(): { vision: boolean };
  isJinjaSupported(): boolean;
  getUsedDevices(): string[];
  getFormattedChat(
    messages: ChatMessage[],
    template: undefined,
    options: { enable_thinking: boolean },
  ): { prompt: string; media_paths?: string[] };
  tokenize(text: string, options: { media_paths: string[] }): Promise<{ tokens: Int32Array }>;
  completion(
    options: ChatOptions & {
      messages: ChatMessage[];
      jinja: boolean;
      n_predict: number;
      temperature: number;
    },
  ): Promise<{
    text: string;
    content?: string;
    tokens_predicted: number;
    truncated: boolean;
    context_full: boolean;
  }>;
  release(): Promise<void>;
};

/** Typed as any text, so that nobody needs the package to compile this. */
export const LLAMA_PACKAGE: string = '@fugood/llama.node';

/** Stands for a picture in the prompt; in a text of anybody's it would be one too many. */
const PICTURE_MARK = '<__media__>';

/** In place of a token where a picture is. */
const NO_TOKEN = -1;

/** llama.cpp in this process, by `@fugood/llama.node`. Loading blocks the event loop. */
export class FugoodBinding implements LlamaBinding {
  #context: Context | undefined;

  async load(
    { name, model, projector, context: n_ctx, device }: LoadOrder,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<BindingFacts> {
    const library = await importLibrary(name);
    const lib_variant = await variantFor(library, device, name);
    onProgress({ phase: `loading ${name}` });
    const onCpu = device === 'cpu';
    try {
      const context = await library.loadModel({
        model,
        lib_variant,
        n_ctx,
        n_parallel: 1,
        n_threads: threads(),
        // All that fit, when left out.
        ...(onCpu && { n_gpu_layers: 0 }),
        // The beginning of a prompt that is too long must not be dropped without a word.
        ctx_shift: false,
      });
      this.#context = context;
      if (!context.initMultimodal({ path: projector, use_gpu: !onCpu })) {
        throw new ModelNotLoadedError(name, `llama.cpp does not take its projector ${projector}`);
      }
      if (!context.getMultimodalSupport().vision) {
        throw new ModelNotLoadedError(name, `its projector ${projector} is not for pictures`);
      }
      if (!context.isJinjaSupported()) {
        throw new ModelNotLoadedError(name, `llama.cpp cannot use its chat template`);
      }
      const devices = onCpu ? [] : context.getUsedDevices();
      return {
        build: `${LLAMA_PACKAGE} ${versionOf()}, llama.cpp b${String(library.BuildInfo.number)}`,
        device: devices.join(', ') || 'CPU',
      };
    } catch (error) {
      throw error instanceof ModelNotLoadedError
        ? error
        : new ModelNotLoadedError(name, `llama.cpp says: ${messageOf(error)}`);
    }
  }

  async count(messages: readonly ChatMessage[]): Promise<PromptTokens> {
    const context = this.#loaded();
    const { prompt, media_paths = [] } = context.getFormattedChat(cleaned(messages), undefined, {
      enable_thinking: false,
    });
    const { tokens } = await context.tokenize(prompt, { media_paths });
    const pictures = tokens.filter((token) => token === NO_TOKEN).length;
    return { text: tokens.length - pictures, pictures };
  }

  async ask({ messages, schema, maxTokens, temperature }: ChatQuestion): Promise<ChatAnswer> {
    const answer = await this.#loaded().completion({
      messages: cleaned(messages),
      jinja: true,
      response_format: { type: 'json_schema', json_schema: { strict: true, schema } },
      enable_thinking: false,
      n_predict: maxTokens,
      temperature,
    });
    const { text, content, tokens_predicted, truncated, context_full } = answer;
    if (context_full && tokens_predicted === 0) {
      // It does not fail, but after this the context takes no more questions.
      throw new Error('the question has no room in its context');
    }
    return {
      // Without the code fence that the text may have.
      text: content === undefined || content === '' ? text : content,
      tokens: tokens_predicted,
      metContextEnd: (truncated || context_full) && tokens_predicted < maxTokens,
    };
  }

  async end(): Promise<void> {
    await this.#context?.release();
    this.#context = undefined;
  }

  #loaded(): Context {
    if (this.#context === undefined) {
      throw new TypeError('no model is loaded');
    }
    return this.#context;
  }
}

/** @throws LlamaMissingError */
async function importLibrary(model: string): Promise<Library> {
  try {
    return await import(LLAMA_PACKAGE);
  } catch (error) {
    throw isMissing(error, LLAMA_PACKAGE) ? new LlamaMissingError(model) : error;
  }
}

function versionOf(): string {
  const { version }: { version?: unknown } = createRequire(import.meta.url)(
    `${LLAMA_PACKAGE}/package.json`,
  );
  return String(version);
}

/**
 * The build of the library that has the device. On a Mac the default build has Metal; elsewhere it has the processor
 * only, so that CUDA is looked for.
 *
 * @throws ModelNotLoadedError when the device that was asked for is not there
 */
async function variantFor(
  library: Library,
  device: Device | undefined,
  model: string,
): Promise<Variant> {
  if (device === 'cpu' || device === 'metal' || process.platform === 'darwin') {
    return 'default';
  }
  const variant = device ?? 'cuda';
  const devices = await library.getBackendDevicesInfo(variant);
  if (devices.some(({ type }) => type !== 'cpu')) {
    return variant;
  }
  if (device === undefined) {
    return 'default';
  }
  const there = devices.map(({ deviceName }) => deviceName).join(', ') || 'none';
  throw new ModelNotLoadedError(
    model,
    `describe.device is ${device}, and llama.cpp finds no such device (it finds: ${there})`,
  );
}

/** Of logical processors usually two share a core, and a second thread on a core gains nothing. */
export function threads(): number {
  const processors = availableParallelism();
  return Math.max(Math.min(4, processors), Math.floor(processors / 2));
}

function cleaned(messages: readonly ChatMessage[]): ChatMessage[] {
  const clean = (text: string): string => text.replaceAll(PICTURE_MARK, '');
  return messages.map(({ role, content }) => ({
    role,
    content:
      typeof content === 'string'
        ? clean(content)
        : content.map((part) =>
            part.type === 'text' ? { type: 'text', text: clean(part.text) } : part,
          ),
  }));
}
