import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigValueError } from '../../config/errors.ts';
import { isExpected, messageOf } from '../../errors.ts';
import { isOffline } from '../../model-files/hub/environment.ts';
import type { LoadProgress } from '../engine.ts';
import { ModelNotLoadedError } from '../errors.ts';
import { Decoding, type Pixels } from './decoding.ts';
import { ModelKindError, ModelReturnsNaNError } from './errors.ts';
import { fillForm } from './fill-form.ts';
import type {
  Library,
  ModelConfig,
  PreTrainedModel,
  PreTrainedTokenizer,
  Processor,
  ProgressInfo,
} from './library.ts';
import type { FilledIn, ModelFacts, ModelSettings, Question } from './messages.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** Number formats that transformers.js 4.3 has names for; others it takes for its default. */
const DTYPES = [
  'auto',
  'fp32',
  'fp16',
  'q8',
  'int8',
  'uint8',
  'q4',
  'bnb4',
  'q4f16',
  'q2',
  'q2f16',
  'q1',
  'q1f16',
];

/** Kinds of model that take several pictures apart from each other. */
const KINDS = ['smolvlm', 'idefics3'];

/** Special tokens around each picture, such as the marks of its beginning and end. */
const MARKS_PER_PICTURE = 4;

/** How often loading tells how far it is, in ms. */
const TELL_EVERY_MS = 500;

/** A model of SmolVLM's or Idefics3's kind in this process. */
export class Model {
  readonly facts: ModelFacts;
  readonly #library: Library;
  readonly #processor: Processor;
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #model: PreTrainedModel;
  readonly #vocabulary: Vocabulary;
  readonly #pictureToken: number;

  private constructor(
    library: Library,
    { config, processor, tokenizer, model }: Parts,
    vocabulary: Vocabulary,
  ) {
    this.#library = library;
    this.#processor = processor;
    this.#tokenizer = tokenizer;
    this.#model = model;
    this.#vocabulary = vocabulary;
    const { image_token_id, image_token_index, text_config } = config as KnownConfig;
    this.#pictureToken = image_token_id ?? image_token_index ?? -1;
    this.facts = {
      context: text_config?.max_position_embeddings ?? Number.POSITIVE_INFINITY,
      tokensPerPicture: sequenceLength(processor) + MARKS_PER_PICTURE,
    };
  }

  /** @throws ConfigValueError, ModelKindError, ModelNotLoadedError, ModelReturnsNaNError */
  static async load(
    library: Library,
    settings: ModelSettings,
    onProgress: (progress: LoadProgress) => void,
  ): Promise<Model> {
    checkDtype(settings.dtype);
    const parts = await loadParts(library, settings, onProgress);
    onProgress({ phase: `trying ${settings.model}` });
    const size = (await firstOdds(library, parts)).length;
    const { tokenizer } = parts;
    const vocabulary = vocabularyOf(
      size,
      (id) => tokenizer.decode([id], { skip_special_tokens: false }),
      tokenizer.all_special_ids,
      endingTokens(parts),
    );
    return new Model(library, parts, vocabulary);
  }

  /** How many tokens a text takes in the prompt, with what stands around it. */
  count(text: string): number {
    return this.#encode(this.#prompt([text])).length;
  }

  /**
   * Lets the model fill in the form about the pictures.
   *
   * @param check called before each step; throws when the question was cancelled
   * @throws ModelReturnsNaNError, whatever `check` throws
   */
  async answer({ content, form, temperature }: Question, check: () => void): Promise<FilledIn> {
    const { RawImage } = this.#library;
    const pictures = content.filter((part) => typeof part !== 'string');
    const images = await Promise.all(
      pictures.map((jpeg) => RawImage.fromBlob(new Blob([new Uint8Array(jpeg)]))),
    );
    const inputs = await this.#processor(this.#prompt(content), images, {
      do_image_splitting: false,
    });
    const decoding = new Decoding(this.#library, this.#model, check);
    try {
      const prompt = Array.from(inputs.input_ids.data as BigInt64Array, Number);
      await this.#readPrompt(decoding, prompt, inputs);
      const read = decoding.length;
      const answer = await fillForm(
        form,
        {
          vocabulary: this.#vocabulary,
          encode: (words) => this.#encode(words),
          decode: (tokens) => this.#tokenizer.decode([...tokens], { skip_special_tokens: true }),
          write: (tokens) => decoding.write(tokens),
          next: () => decoding.next(),
        },
        temperature,
      );
      return { text: answer, tokens: { in: read, out: decoding.length - read } };
    } finally {
      await decoding.close();
    }
  }

  /**
   * One picture at a time: a prompt with many takes gigabytes at once, and between two steps the work
   * can be cancelled.
   */
  async #readPrompt(decoding: Decoding, prompt: readonly number[], pixels: Pixels): Promise<void> {
    const perPicture = sequenceLength(this.#processor);
    const ends = prompt
      .flatMap((token, at) => (token === this.#pictureToken ? [at + 1] : []))
      .filter((_, count) => (count + 1) % perPicture === 0);
    for (const [picture, end] of ends.entries()) {
      const range: [number, number] = [picture, picture + 1];
      await decoding.read(prompt.slice(ends[picture - 1] ?? 0, end), {
        pixel_values: pixels.pixel_values.slice(null, range),
        pixel_attention_mask: pixels.pixel_attention_mask.slice(null, range),
      });
    }
    decoding.write(prompt.slice(ends.at(-1) ?? 0));
  }

  #prompt(parts: Question['content']): string {
    const content = parts.map((part) =>
      typeof part === 'string'
        ? { type: 'text', text: withoutMarks(part, this.#tokenizer.all_special_tokens) }
        : { type: 'image' },
    );
    return this.#processor.apply_chat_template([{ role: 'user', content }], {
      add_generation_prompt: true,
      tokenize: false,
    }) as string;
  }

  #encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false });
  }
}

type Parts = {
  config: ModelConfig;
  processor: Processor;
  tokenizer: PreTrainedTokenizer;
  model: PreTrainedModel;
};

/** What this module reads in config.json. */
type KnownConfig = ModelConfig & {
  image_token_id?: number;
  image_token_index?: number;
  text_config?: { max_position_embeddings?: number };
};

async function loadParts(
  library: Library,
  settings: ModelSettings,
  onProgress: (progress: LoadProgress) => void,
): Promise<Parts> {
  const { env, AutoConfig, AutoProcessor, AutoModelForImageTextToText } = library;
  const source = settings.folder === undefined ? settings.model : resolve(settings.folder);
  env.allowRemoteModels = settings.folder === undefined && !isOffline();
  if (settings.folder !== undefined && !existsSync(source)) {
    throw new ModelNotLoadedError(settings.model, `there is no folder ${source}`);
  }
  onProgress({ phase: `loading ${settings.model}` });
  try {
    const config = await AutoConfig.from_pretrained(source);
    checkKind(settings.model, config.model_type ?? 'unnamed');
    const processor = await AutoProcessor.from_pretrained(source);
    const { tokenizer } = processor;
    if (tokenizer === undefined || processor.image_processor === undefined) {
      throw new Error('it has no tokenizer or no image processor');
    }
    avoidUpscaling(processor);
    const model = await AutoModelForImageTextToText.from_pretrained(source, {
      config,
      progress_callback: progressOf(settings.model, onProgress),
      ...(settings.dtype !== undefined && { dtype: settings.dtype }),
      ...(settings.device !== undefined && { device: settings.device }),
    });
    return { config, processor, tokenizer, model };
  } catch (error) {
    throw explained(error, settings);
  }
}

/**
 * A frame of a film is made as large as the vision encoder's view and no larger, as Python's SmolVLM
 * does it with frames: photographs are made four times as wide first, to be split.
 */
function avoidUpscaling({ image_processor }: Processor): void {
  const whole = image_processor as { size?: unknown; max_image_size?: unknown } | undefined;
  if (whole?.max_image_size !== undefined) {
    whole.size = whole.max_image_size;
  }
}

function progressOf(
  model: string,
  onProgress: (progress: LoadProgress) => void,
): (info: ProgressInfo) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (info) => {
    const now = performance.now();
    if (
      info.status === 'progress_total' &&
      info.progress !== undefined &&
      (now - toldAt > TELL_EVERY_MS || info.progress >= 100)
    ) {
      toldAt = now;
      onProgress({ phase: `loading ${model}`, fraction: Math.min(1, info.progress / 100) });
    }
  };
}

function checkDtype(dtype: string | undefined): void {
  if (dtype !== undefined && !DTYPES.includes(dtype)) {
    throw new ConfigValueError(
      'describe.dtype',
      dtype,
      `one of ${DTYPES.join(', ')}`,
      'the configuration',
    );
  }
}

function checkKind(model: string, modelType: string): void {
  if (!KINDS.includes(modelType)) {
    const why = /^qwen.*vl/.test(modelType)
      ? 'lays all pictures into one grid, as if they were one'
      : 'is not known to take several pictures';
    throw new ModelKindError(model, modelType, why);
  }
}

/** The library's errors in our words; it knows itself what devices it has. */
function explained(error: unknown, { model, dtype, device }: ModelSettings): unknown {
  if (isExpected(error)) {
    return error;
  }
  const reason = messageOf(error);
  const devices = /Unsupported device: .* Should be one of: (.*)\.$/.exec(reason)?.[1];
  if (devices !== undefined && device !== undefined) {
    return new ConfigValueError(
      'describe.device',
      device,
      `auto, gpu or one of ${devices}`,
      'the configuration',
    );
  }
  const format = dtype === undefined ? '' : `, with describe.dtype ${dtype}`;
  return new ModelNotLoadedError(model, `${reason}${format}`);
}

/** Lets the model read one token: it runs, and how many tokens it knows shows. */
async function firstOdds(library: Library, { tokenizer, model }: Parts): Promise<Float32Array> {
  const decoding = new Decoding(library, model, () => {});
  try {
    const logits = await decoding.read(tokenizer.encode('A', { add_special_tokens: false }));
    if (logits.every(Number.isNaN)) {
      throw new ModelReturnsNaNError();
    }
    return logits;
  } finally {
    await decoding.close();
  }
}

function endingTokens({ model, tokenizer }: Parts): number[] {
  const ending: unknown = model.generation_config?.eos_token_id ?? tokenizer.eos_token_id;
  return [ending].flat().filter((id) => typeof id === 'number');
}

function sequenceLength(processor: Processor): number {
  const { image_seq_len } = processor.config as { image_seq_len?: number };
  return image_seq_len ?? 64;
}

/** A text must not look like the marks that tell a model where pictures and answers begin. */
function withoutMarks(text: string, marks: readonly string[]): string {
  return marks.reduce(
    (clean, mark) => clean.replaceAll(mark, `${mark.slice(0, 1)} ${mark.slice(1)}`),
    text,
  );
}
