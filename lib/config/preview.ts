import type { Config } from './schema.ts';

/** A folder of clips, and whether the clips in its sub-folders count too. */
export type PreviewFolder = { folder: string; deep: boolean };

/** `/**` at the end of a path. */
const DEEP = /(?:^|[\\/])\*\*[\\/]?$/;

/** The folders that `preview_folder` names, as they are written there. */
export function previewFolders({ preview_folder }: Config): PreviewFolder[] {
  return [preview_folder].flat().map((path) => {
    const deep = DEEP.test(path);
    const folder = deep ? path.replace(DEEP, '') || (path.startsWith('/') ? '/' : '.') : path;
    return { folder, deep };
  });
}

/** The extensions of clips in lower case, each with its dot. */
export function clipExtensions({ preview_extension }: Config): string[] {
  return [preview_extension].flat().map((extension) => `.${extension.toLowerCase()}`);
}
