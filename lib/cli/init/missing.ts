import { loadConfig, resolveConfig } from '../../config/load.ts';
import type { Config } from '../../config/schema.ts';
import { LlamaMissingError } from '../../engines/llama/errors.ts';
import { messageOf } from '../../errors.ts';
import { TOOL } from '../../util/package-info.ts';
import { isInstalled } from '../installed.ts';
import { NO_MODEL } from './suggest-model.ts';

/** What is not there yet for `npx gulp stage3`. */
export type Missing = {
  packages: readonly string[];
  /** What must be installed or set for the model, as its engine says. */
  forModel?: string;
  /** Whether that is llama.cpp, which an npm package has too. */
  isLlama: boolean;
};

/** @param model as in `describe.model` */
export async function findMissing(model: string): Promise<Missing> {
  const packages = ['gulp', TOOL.name].filter((name) => !isInstalled(name));
  if (model === NO_MODEL) {
    return { packages, isLlama: false };
  }
  const { checkEngine } = await import('../../engines/registry.ts');
  try {
    await checkEngine(configWith(model));
    return { packages, isLlama: false };
  } catch (error) {
    const isLlama = error instanceof LlamaMissingError;
    return { packages, forModel: messageOf(error), isLlama };
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
