import { homedir } from 'node:os';
import { join } from 'node:path';
import { ModelFailure } from './messages.ts';

/** `@huggingface/transformers`, which users install when they want a model in the process. */
export type Library = typeof import('@huggingface/transformers');

const NAME = '@huggingface/transformers';

/**
 * Brings the library in, silent but for its errors.
 *
 * @throws ModelFailure `package missing`
 */
export async function importLibrary(): Promise<Library> {
  let library: Library;
  try {
    library = await import('@huggingface/transformers');
  } catch (error) {
    if (isMissing(error)) {
      throw new ModelFailure({ kind: 'package missing' }, { cause: error });
    }
    throw error;
  }
  library.env.logLevel = library.LogLevel.ERROR;
  // Its own default is a folder inside node_modules, which each installation empties.
  const cache = process.env.HF_HOME ?? join(homedir(), '.cache', 'huggingface');
  library.env.cacheDir = join(cache, 'transformers.js');
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
