import type { CreateEngine } from '../engine.ts';
import { TransformersEngine } from './engine.ts';
import { TransformersMissingError } from './errors.ts';
import { isInstalled } from './library.ts';

/** Runs a model in a process of its own. */
export const transformers: CreateEngine = ({ describe }, log) => {
  if (!isInstalled()) {
    throw new TransformersMissingError(describe.model);
  }
  return new TransformersEngine(describe, log);
};
