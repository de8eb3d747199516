import type { EngineEntry } from '../engine.ts';
import { serverCommandOf } from '../model-server/presets.ts';
import { ServedEngine } from '../model-server/served-engine.ts';
import { OPENAI_VERSION, OpenAiEngine } from './engine.ts';

/** Asks servers that run already, or one that the daemon starts. */
export const openai: EngineEntry = {
  version: OPENAI_VERSION,
  create: (config, log) => {
    const command = serverCommandOf(config.describe);
    return command === undefined
      ? new OpenAiEngine(config.describe, log)
      : new ServedEngine(config, command, log);
  },
};
