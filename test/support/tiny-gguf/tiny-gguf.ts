import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageModel } from './language-model.ts';
import { projector } from './projector.ts';

export type TinyGguf = {
  /** Of the files, as `<name>.gguf` and `mmproj-<name>.gguf`. */
  name?: string;
  /** Tokens that fit into prompt and answer together. */
  context?: number;
  /** In px a side, a multiple of 32; a picture takes 2 × (imageSize / 32)² tokens and 6 around them: 14. */
  imageSize?: number;
  /** The same seed makes the same files. */
  seed?: number;
  /** A text whose words are one token each, as in a real vocabulary; other words are a token a letter. */
  vocabulary?: string;
};

/** Paths of the two files. */
export type TinyGgufFiles = { model: string; projector: string };

/**
 * Writes a vision-language model for llama.cpp, 0.4 MB in two files, into a folder: random weights that say nothing
 * of sense, but print, and keep to a schema where one is enforced.
 */
export function writeTinyGguf(folder: string, options: TinyGguf = {}): TinyGgufFiles {
  const { name = 'tiny', context = 32_768, imageSize = 64, seed = 1, vocabulary = '' } = options;
  mkdirSync(folder, { recursive: true });
  const model = join(folder, `${name}.gguf`);
  writeFileSync(model, languageModel({ name, context, seed, vocabulary }));
  const mmproj = join(folder, `mmproj-${name}.gguf`);
  writeFileSync(mmproj, projector({ name, imageSize, seed }));
  return { model, projector: mmproj };
}
