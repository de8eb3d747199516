import { homedir } from 'node:os';
import { join } from 'node:path';
import { TransformersMissingError } from './errors.ts';

/** `@huggingface/transformers`, which users install when they want a model in the process. */
export type Library = typeof import('@huggingface/transformers');

const NAME = '@huggingface/transformers';

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
    library = await import('@huggingface/transformers');
  } catch (error) {
    if (isMissing(error)) {
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

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'MODULE_NOT_FOUND') &&
    error.message.includes(NAME)
  );
}
