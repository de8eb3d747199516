import { statSync } from 'node:fs';
import { ModelNameError } from './errors.ts';
import { isGgufFile, quantizationIn } from './file-names.ts';
import { readFacts } from './gguf-facts.ts';
import { hubEnvironment } from './hub/environment.ts';
import { fetchModel, type RemoteSize, sizeOnHub } from './hub/fetch-model.ts';
import { type FoundFiles, findLocalFiles } from './local-files.ts';
import { checkMemory } from './memory.ts';
import { type HubModel, parseHubModel } from './model-name.ts';
import { sha256Of } from './sha256.ts';
import type { FindProgress, ModelFiles, ModelSettings } from './types.ts';

/**
 * Finds the files of a model in GGUF, downloads what is missing, and reads the headers.
 *
 * @param onProgress called with the phase, and the fraction where it is known
 * @throws VlogDescribeError that says what is missing, wrong or ambiguous; the signal's reason
 */
export async function findModelFiles(
  settings: ModelSettings,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<ModelFiles> {
  signal.throwIfAborted();
  const path = localPathOf(settings);
  const files =
    path === undefined
      ? await fetchModel(hubEnvironment(), hubModelOf(settings.model), onProgress, signal)
      : findLocalFiles(path);
  return await describeFiles(files, onProgress, signal);
}

/**
 * What a model's download takes: nothing for one on the disk, and nothing for the network when the cache has it.
 *
 * @throws VlogDescribeError when the hub cannot tell; the signal's reason
 */
export async function remoteSize(model: string, signal: AbortSignal): Promise<RemoteSize> {
  return await sizeOnHub(hubEnvironment(), hubModelOf(model), signal);
}

/** Where the settings say that the model is on the disk. */
function localPathOf({ model, model_path }: ModelSettings): string | undefined {
  return (
    model_path ??
    (isGgufFile(model) && parseHubModel(model)?.variant === undefined ? model : undefined)
  );
}

function hubModelOf(model: string): HubModel {
  const parsed = parseHubModel(model);
  if (parsed === undefined) {
    throw new ModelNameError(model);
  }
  return parsed;
}

async function describeFiles(
  { model, projector }: FoundFiles,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<ModelFiles> {
  const facts = readFacts(model, projector);
  const [first = ''] = model;
  const bytes = [...model, projector].reduce((sum, file) => sum + statSync(file).size, 0);
  checkMemory(first, bytes, facts.contextBytesPerToken);
  return {
    model: first,
    projector,
    bytes,
    sha256: await sha256Of(first, onProgress, signal),
    quantization: facts.quantization ?? quantizationIn(first),
    facts,
  };
}
