import { resolve } from 'node:path';
import { clipExtensions, previewFolders } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { extensionOf, findFiles, pathOf, stemOf } from './find-files.ts';

/** JSON files in `preview_folder` without a clip beside them: records whose clip is gone, and files of other programs. */
export function jsonWithoutClip(config: Config): string[] {
  const extensions = clipExtensions(config);
  const files = previewFolders(config).flatMap(({ folder, deep }) => [
    ...findFiles(resolve(folder), deep, () => {}),
  ]);
  const stems = new Set(files.filter((file) => extensions.includes(extensionOf(file))).map(stemOf));
  return files
    .filter((file) => extensionOf(file) === '.json' && !stems.has(stemOf(file)))
    .map((file) => pathOf(file).toString());
}
