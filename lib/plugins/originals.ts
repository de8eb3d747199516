import { basename, dirname, extname, resolve } from 'node:path';
import { findFiles, isVideo, pathOf } from '../record/find-files.ts';

/** The files that `timeline.media` names, such as `originals/{stem}.*`. */
export class Originals {
  readonly #prefix: string;
  readonly #suffix: string;
  readonly #byStem = new Map<string, string[]>();

  /** @param pattern relative to the working directory; a folder that is not there has no originals */
  constructor(pattern: string) {
    const folder = dirname(pattern);
    const isDeep = basename(folder) === '**';
    const name = basename(pattern);
    const anyVideo = name.endsWith('.*');
    const [prefix = '', suffix = ''] = (anyVideo ? name.slice(0, -2) : name).split('{stem}');
    this.#prefix = prefix;
    this.#suffix = suffix;
    const root = resolve(isDeep ? dirname(folder) : folder);
    for (const file of findFiles(root, isDeep, () => {})) {
      const path = pathOf(file).toString();
      if (!anyVideo || isVideo(file)) {
        this.#take(path, anyVideo ? basename(path, extname(path)) : basename(path));
      }
    }
    for (const paths of this.#byStem.values()) {
      paths.sort();
    }
  }

  /** Those of a clip by its name without extension; more than one is no answer. */
  of(stem: string): readonly string[] {
    return this.#byStem.get(stem.toLowerCase()) ?? [];
  }

  #take(path: string, name: string): void {
    const hasStem = name.length > this.#prefix.length + this.#suffix.length;
    if (hasStem && name.startsWith(this.#prefix) && name.endsWith(this.#suffix)) {
      const stem = name.slice(this.#prefix.length, name.length - this.#suffix.length);
      const key = stem.toLowerCase();
      this.#byStem.set(key, [...(this.#byStem.get(key) ?? []), path]);
    }
  }
}
