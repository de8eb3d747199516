import type { EngineEntry } from '../engine.ts';
import { TRANSFORMERS_VERSION, TransformersEngine } from './engine.ts';

/** Runs a model in a process of its own. */
export const transformers: EngineEntry = {
  version: TRANSFORMERS_VERSION,
  create: ({ describe }, log) => new TransformersEngine(describe, log),
};
