import { statSync } from 'node:fs';
import { ModelFilesMissingError } from './errors.ts';
import { isGgufFile, quantizationIn } from './file-names.ts';
import { readFacts } from './gguf-facts.ts';
import { findLocalFiles } from './local-files.ts';
import type { FindProgress, ModelFiles, ModelSettings } from './types.ts';

/**
 * Finds the files of a model in GGUF, and reads their headers.
 *
 * @param onProgress called with the phase, and the fraction where it is known
 * @throws VlogDescribeError that says what is missing, wrong or ambiguous
 */
export async function findModelFiles(
  settings: ModelSettings,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<ModelFiles> {
  signal.throwIfAborted();
  const path = localPathOf(settings);
  if (path === undefined) {
    throw new ModelFilesMissingError(settings.model, 'not yet downloaded');
  }
  onProgress({ phase: `reading ${path}` });
  const { model, projector } = findLocalFiles(path);
  return describeFiles(model, projector, undefined);
}

/** Where the settings say that the model is on the disk. */
function localPathOf({ model, model_path }: ModelSettings): string | undefined {
  return model_path ?? (isGgufFile(model) ? model : undefined);
}

function describeFiles(
  model: readonly string[],
  projector: string,
  sha256: string | undefined,
): ModelFiles {
  const facts = readFacts(model, projector);
  const [first = ''] = model;
  return {
    model: first,
    projector,
    bytes: [...model, projector].reduce((sum, file) => sum + statSync(file).size, 0),
    sha256,
    quantization: facts.quantization ?? quantizationIn(first),
    facts,
  };
}
