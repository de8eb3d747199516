import type { CreateEngine } from '../engine.ts';
import { TransformersEngine } from './engine.ts';

/** Runs a model in a process of its own. */
export const transformers: CreateEngine = ({ describe }, log) =>
  new TransformersEngine(describe, log);
