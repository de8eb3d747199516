import { findProgram } from '../../process/find-program.ts';
import type { CreateEngine } from '../engine.ts';
import { isInstalled } from '../optional-package.ts';
import { AddonEngine } from './addon-engine.ts';
import { LlamaMissingError } from './errors.ts';
import { LLAMA_PACKAGE } from './fugood.ts';
import { LlamaServerEngine } from './server-engine.ts';
import { checkSettings } from './settings.ts';

/** Runs a model in GGUF: by `llama-server` when it is in PATH, else by an addon in a process of its own. */
export const llama: CreateEngine = (config, log) => {
  checkSettings(config.describe);
  const program = findProgram('llama-server');
  if (program !== undefined) {
    return new LlamaServerEngine(config, program, log);
  }
  if (isInstalled(LLAMA_PACKAGE, import.meta.url)) {
    return new AddonEngine(config.describe, log);
  }
  throw new LlamaMissingError(config.describe.model);
};
