import { relative, resolve } from 'node:path';
import { previewFolders } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';

/** A clip's name as it is shown: relative to the folder of clips, or to where one can tell several such folders apart. */
export function shownName(path: string, config: Config): string {
  const folders = previewFolders(config);
  const [only] = folders.length === 1 ? folders : [];
  const name = relative(only === undefined ? process.cwd() : resolve(only.folder), path);
  return name.startsWith('..') ? path : name;
}
