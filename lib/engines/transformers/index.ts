import type { CreateEngine } from '../engine.ts';
import { isInstalled } from '../optional-package.ts';
import { TransformersEngine } from './engine.ts';
import { TransformersMissingError } from './errors.ts';
import { TRANSFORMERS_PACKAGE } from './library.ts';

/** Runs a model in a process of its own. */
export const transformers: CreateEngine = ({ describe }, log) => {
  if (!isInstalled(TRANSFORMERS_PACKAGE, import.meta.url)) {
    throw new TransformersMissingError(describe.model);
  }
  return new TransformersEngine(describe, log);
};
