import { basename } from 'node:path';
import type { ModelFiles } from '../../model-files/index.ts';
import type { LocalModel } from '../engine.ts';

/** What a record tells of the files and the program that its words are from. */
export function localModelOf(
  { model, sha256, quantization }: ModelFiles,
  { build, device }: { build: string; device: string | undefined },
): LocalModel {
  return {
    file: basename(model),
    sha256,
    ...(quantization !== undefined && { quantization }),
    build,
    ...(device !== undefined && { device }),
  };
}
