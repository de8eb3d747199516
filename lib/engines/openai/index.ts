import type { CreateEngine } from '../engine.ts';
import { serverCommandOf } from '../model-server/presets.ts';
import { ServedEngine } from '../model-server/served-engine.ts';
import { OpenAiEngine } from './engine.ts';

/** Asks servers that run already, or one that the daemon starts. */
export const openai: CreateEngine = (config, log) => {
  const command = serverCommandOf(config.describe);
  return command === undefined
    ? new OpenAiEngine(config.describe, log)
    : new ServedEngine(config, command, log);
};
