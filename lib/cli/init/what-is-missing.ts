import { loadConfig, resolveConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { checkEngine } from '../../engines/registry.ts';
import { messageOf } from '../../errors.ts';

/**
 * What must be installed or set before a model can be used here, as its engine says; `undefined` when
 * nothing is missing.
 */
export async function whatIsMissing(model: string): Promise<string | undefined> {
  try {
    await checkEngine(configWith(model));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** That of the folder, if it has one that is valid. */
function configWith(model: string): Config {
  try {
    return loadConfig(undefined, [`describe.model=${JSON.stringify(model)}`]);
  } catch {
    return resolveConfig({ describe: { model } });
  }
}
