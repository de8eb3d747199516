import { VlogDescribeError } from '../errors.ts';
import { bytesText } from './bytes.ts';

/** How many names a message lists. */
const MOST_LISTED = 20;

export class ModelFilesMissingError extends VlogDescribeError {
  static override readonly code = 'MODEL_FILES_MISSING';
  constructor(where: string, expected: string) {
    super(`${where}: ${expected}.`);
  }
}

export class ModelFilesAmbiguousError extends VlogDescribeError {
  static override readonly code = 'MODEL_FILES_AMBIGUOUS';
  constructor(where: string, what: string, candidates: readonly string[], advice: string) {
    super(
      `${where} has ${candidates.length} files that may be the ${what}: ${listed(candidates)}. ${advice}.`,
    );
  }
}

export class ProjectorMissingError extends VlogDescribeError {
  static override readonly code = 'PROJECTOR_MISSING';
  constructor(where: string, advice: string) {
    super(
      `${where} has no mmproj*.gguf, the part of a model that reads pictures: the model can read only text. ${advice}.`,
    );
  }
}

export class ModelFileInvalidError extends VlogDescribeError {
  static override readonly code = 'MODEL_FILE_INVALID';
  constructor(file: string, reason: string) {
    super(
      `${file} cannot be loaded: ${reason}. Use another file, or remove it and download it anew.`,
    );
  }
}

export class ProjectorForeignError extends VlogDescribeError {
  static override readonly code = 'PROJECTOR_FOREIGN';
  constructor(model: string, projector: string, embedding: number, projection: number) {
    super(
      `${projector} does not belong to ${model}: it hands on ${projection} numbers a token, and the model takes ` +
        `${embedding}. Use the mmproj file that was published with the model.`,
    );
  }
}

export class ModelTooLargeError extends VlogDescribeError {
  static override readonly code = 'MODEL_TOO_LARGE';
  constructor(model: string, needed: number, memory: number) {
    super(
      `${model} needs ${bytesText(needed)} of memory, and there are ${bytesText(memory)}. Use a smaller model or ` +
        'quantisation, such as Qwen/Qwen3-VL-2B-Instruct-GGUF.',
    );
  }
}

export class ModelNameError extends VlogDescribeError {
  static override readonly code = 'MODEL_NAME';
  constructor(model: string) {
    super(
      `${model} is no model of the hub. Expected owner/name, such as Qwen/Qwen3-VL-4B-Instruct-GGUF, with :Q4_K_M ` +
        'behind it for a quantisation.',
    );
  }
}

/** Names for a message: not all of thousands. */
export function listed(names: readonly string[]): string {
  const more = names.length - MOST_LISTED;
  return [...names.slice(0, MOST_LISTED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
