import { homedir } from 'node:os';
import { join } from 'node:path';
import { isMissing } from '../optional-package.ts';
import { TransformersMissingError } from './errors.ts';

/**
 * What is used of `@huggingface/transformers`, which users install when they want a model in the
 * process. Its own types would make everybody who compiles this package install 600 MB; test/transformers
 * checks that the real library, with tensors of its own, has these.
 */
export type Library<OwnTensor extends Tensor = Tensor> = {
  env: {
    allowRemoteModels: boolean;
    cacheDir: string | null;
    remoteHost: string;
    logLevel: number;
  };
  LogLevel: { ERROR: number };
  Tensor: new (type: 'int64', data: BigInt64Array, dims: number[]) => OwnTensor;
  DynamicCache: new (entries: Record<string, OwnTensor>) => Cache;
  RawImage: { fromBlob(blob: Blob): Promise<Picture> };
  AutoConfig: { from_pretrained(source: string): Promise<ModelConfig> };
  AutoProcessor: { from_pretrained(source: string): Promise<Processor> };
  AutoModelForImageTextToText: {
    /** @param options `config`, `progress_callback`, `dtype`, `device` */
    from_pretrained(source: string, options: object): Promise<PreTrainedModel>;
  };
};

export type Tensor = {
  data: unknown;
  slice(...ranges: (number | [number, number] | null)[]): Tensor;
  to(type: 'float32'): Tensor;
};

/** What a model has read, as far as the next step needs it. */
export type Cache = { dispose(): Promise<unknown> };

type Picture = { width: number; height: number };

/** What of config.json is read. */
export type ModelConfig = { model_type?: string | null };

export type PreTrainedTokenizer = {
  all_special_ids: number[];
  all_special_tokens: string[];
  eos_token_id?: unknown;
  encode(text: string, options: { add_special_tokens: boolean }): number[];
  decode(tokens: number[], options: { skip_special_tokens: boolean }): string;
};

export type ModelInputs = { input_ids: Tensor; pixel_values: Tensor; pixel_attention_mask: Tensor };

export type Processor = {
  (text: string, images: Picture[], options: { do_image_splitting: boolean }): Promise<ModelInputs>;
  config: object;
  tokenizer?: PreTrainedTokenizer | undefined;
  image_processor?: object | undefined;
  apply_chat_template(
    messages: { role: string; content: { type: string; text?: string }[] }[],
    options: { add_generation_prompt: boolean; tokenize: false },
  ): unknown;
};

export type PreTrainedModel = {
  generation_config?: { eos_token_id?: unknown } | null;
  forward(inputs: Record<string, unknown>): Promise<Record<string, Tensor>>;
};

/** News of loading; `progress` is in % and comes with the status `progress_total`. */
export type ProgressInfo = { status: string; progress?: number };

/** Typed as any text, so that nobody needs the package to compile this. */
export const TRANSFORMERS_PACKAGE: string = '@huggingface/transformers';

/**
 * Brings the library in, silent but for its errors. Where models are kept and fetched from is set by
 * the variables that all of Hugging Face's own tools heed, `HF_HOME` and `HF_ENDPOINT`.
 *
 * @param model what it is wanted for
 * @throws TransformersMissingError
 */
export async function importLibrary(model: string): Promise<Library> {
  let library: Library;
  try {
    library = await import(TRANSFORMERS_PACKAGE);
  } catch (error) {
    if (isMissing(error, TRANSFORMERS_PACKAGE)) {
      throw new TransformersMissingError(model);
    }
    throw error;
  }
  library.env.logLevel = library.LogLevel.ERROR;
  const { HF_HOME = join(homedir(), '.cache', 'huggingface'), HF_ENDPOINT } = process.env;
  // Its own default is a folder inside node_modules, which each installation empties.
  library.env.cacheDir = join(HF_HOME, 'transformers.js');
  if (HF_ENDPOINT !== undefined) {
    library.env.remoteHost = `${HF_ENDPOINT.replace(/\/+$/, '')}/`;
  }
  return library;
}
