/** Compiled with the real library beside it: what the engine takes from it, it has. */
import type { Tensor } from '@huggingface/transformers';
import type { Library } from '../../lib/engines/transformers/library.ts';

type Real = typeof import('@huggingface/transformers');

export const check = (real: Real): Library<Tensor> => real;
