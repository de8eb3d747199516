/** The parts of `describe` that name a model. */
export type ModelSettings = { model: string; model_path?: string | undefined };

/** How far finding the files is: `fraction` (0 to 1) only when it is known. */
export type FindProgress = { phase: string; fraction?: number };

/** What the headers of a model and of its projector tell. */
export type GgufFacts = {
  /** Such as `qwen3vl`. */
  architecture: string;
  name: string | undefined;
  /** Such as `Q4_K_M`. */
  quantization: string | undefined;
  /** Most tokens that it was trained with. */
  contextLength: number | undefined;
  layers: number | undefined;
  embeddingLength: number | undefined;
  heads: number | undefined;
  /** Of the layer that has most of them. */
  keyValueHeads: number | undefined;
  /** What one token of context takes, in bytes, with keys and values of 16 bits. */
  contextBytesPerToken: number | undefined;
  hasChatTemplate: boolean;
  /** Whether a picture takes fewer positions than cells of the context (M-RoPE, as in Qwen-VL). */
  usesMrope: boolean;
  projector: ProjectorFacts;
};

export type ProjectorFacts = {
  /** Such as `qwen3vl_merger`. */
  type: string | undefined;
  /** Side of a patch, in px. */
  patchSize: number | undefined;
  /** Side of the pictures that it was trained with, in px. */
  imageSize: number | undefined;
  /** Side to which pictures are scaled before they are cut into tiles of `imageSize`, in px. */
  scaledSize: number | undefined;
  /** How many patches become one token, along each side. */
  mergeSize: number | undefined;
  /** Length of what it hands to the model. */
  projectionLength: number | undefined;
};

/** The files of a model that are on the disk, checked as far as their headers tell. */
export type ModelFiles = {
  /** Absolute path of the model; of its first part when it is split. */
  model: string;
  /** Absolute path of what turns pictures into tokens, its mmproj file. */
  projector: string;
  /** All files together. */
  bytes: number;
  /** Of the file `model`, in hexadecimal. */
  sha256: string;
  /** Such as `Q4_K_M`; by the header, else by the file's name. */
  quantization: string | undefined;
  facts: GgufFacts;
};
