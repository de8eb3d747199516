/** Compiled with the real library beside it: what the engine takes from it, it has. */
import type { Library } from '../../lib/engines/llama/fugood.ts';

type Real = typeof import('@fugood/llama.node');

export const check = (real: Real): Library => real;
