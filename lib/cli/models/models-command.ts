import { FlagValueError } from '../../config/errors.ts';
import type { CommandLine } from '../../config/flags.ts';
import { listCachedModels } from './list.ts';
import { removeCachedModel } from './remove.ts';

/** `models`, and `models rm NAME`. */
export async function models({ words, values }: CommandLine): Promise<number> {
  const [verb, name, ...more] = words;
  if (verb === undefined) {
    listCachedModels();
    return 0;
  }
  if (verb !== 'rm' || name === undefined || more.length > 0) {
    throw new FlagValueError(
      'models',
      `takes nothing, or rm and one name (models rm owner/Name-GGUF), got ${words.join(' ')}`,
    );
  }
  return removeCachedModel(name, values.yes !== undefined);
}
