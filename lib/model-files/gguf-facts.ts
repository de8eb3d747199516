import { ModelFileInvalidError, ProjectorForeignError } from './errors.ts';
import { type GgufHeader, type GgufValue, readGgufHeader } from './gguf-header.ts';
import { fileTypeName } from './quantizations.ts';
import type { GgufFacts, ProjectorFacts } from './types.ts';

/** The architecture of projectors. */
const PROJECTOR = 'clip';

/** Bytes of one number of the context, which holds 16 bits each. */
const CONTEXT_NUMBER_BYTES = 2;

/**
 * Types whose `projection_dim` is the length of the model's embedding, as llama.cpp's converter writes
 * it. Older scripts wrote other numbers for other types; llama.cpp itself compares tensors.
 */
const COMPARABLE = new Set(['qwen2vl_merger', 'qwen2.5vl_merger', 'qwen3vl_merger', 'idefics3']);

/**
 * Reads the headers of a model's files, and checks that they belong together.
 *
 * @param model the parts of the model, in order
 * @throws ModelFileInvalidError for junk, for what is cut off, and for a projector in place of a model
 * or the reverse; ProjectorForeignError
 */
export function readFacts(model: readonly string[], projector: string): GgufFacts {
  const [header] = model.map(readGgufHeader);
  if (header === undefined) {
    throw new TypeError('a model has a file');
  }
  const facts = modelFacts(header, projectorFacts(readGgufHeader(projector)));
  const { type, projectionLength } = facts.projector;
  if (
    COMPARABLE.has(type ?? '') &&
    projectionLength !== undefined &&
    facts.embeddingLength !== undefined &&
    projectionLength !== facts.embeddingLength
  ) {
    throw new ProjectorForeignError(
      header.file,
      projector,
      facts.embeddingLength,
      projectionLength,
    );
  }
  return facts;
}

function modelFacts(header: GgufHeader, projector: ProjectorFacts): GgufFacts {
  const { values, keys } = header;
  const architecture = textOf(values.get('general.architecture'));
  if (architecture === undefined) {
    throw new ModelFileInvalidError(header.file, 'its header names no architecture');
  }
  if (architecture === PROJECTOR) {
    throw new ModelFileInvalidError(
      header.file,
      'it is a projector (mmproj), the part of a model that reads pictures, and no model',
    );
  }
  const type = textOf(values.get('general.type')) ?? 'model';
  if (type !== 'model') {
    throw new ModelFileInvalidError(header.file, `it is no model, but of the type ${type}`);
  }
  const number = (key: string): number | undefined =>
    numberOf(values.get(`${architecture}.${key}`));
  const layers = number('block_count');
  const embeddingLength = number('embedding_length');
  const heads = number('attention.head_count');
  const keyValueHeads = number('attention.head_count_kv') ?? heads;
  const headLength =
    embeddingLength !== undefined && heads !== undefined ? embeddingLength / heads : undefined;
  const keyLength = number('attention.key_length') ?? headLength;
  const valueLength = number('attention.value_length') ?? headLength;
  const contextBytesPerToken =
    layers === undefined ||
    keyValueHeads === undefined ||
    keyLength === undefined ||
    valueLength === undefined
      ? undefined
      : layers * keyValueHeads * (keyLength + valueLength) * CONTEXT_NUMBER_BYTES;
  return {
    architecture,
    name: textOf(values.get('general.name')),
    quantization: fileTypeName(numberOf(values.get('general.file_type'))),
    contextLength: number('context_length'),
    layers,
    embeddingLength,
    heads,
    keyValueHeads,
    contextBytesPerToken,
    hasChatTemplate: keys.has('tokenizer.chat_template'),
    usesMrope: keys.has(`${architecture}.rope.dimension_sections`),
    projector,
  };
}

function projectorFacts({ file, values }: GgufHeader): ProjectorFacts {
  const architecture = textOf(values.get('general.architecture'));
  if (architecture !== PROJECTOR) {
    throw new ModelFileInvalidError(
      file,
      `it is a model (${architecture ?? 'of no architecture'}), and no projector for pictures`,
    );
  }
  if (values.get('clip.has_vision_encoder') === false) {
    throw new ModelFileInvalidError(file, 'it is a projector for sound, and not for pictures');
  }
  const number = (key: string): number | undefined => numberOf(values.get(`clip.vision.${key}`));
  return {
    type: textOf(values.get('clip.vision.projector_type') ?? values.get('clip.projector_type')),
    patchSize: number('patch_size'),
    imageSize: number('image_size'),
    scaledSize: number('preproc_image_size'),
    // Projectors that unshuffle pixels, such as idefics3's, name it so.
    mergeSize: number('spatial_merge_size') ?? number('projector.scale_factor'),
    projectionLength: number('projection_dim'),
  };
}

function textOf(value: GgufValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A count above 0; of a list with one for each layer the largest. */
function numberOf(value: GgufValue | undefined): number | undefined {
  const number = Array.isArray(value) ? Math.max(...value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined;
}
