import { type Dirent, readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';

/**
 * A file that was found. Names as they are on the disk, each byte a character (latin1): not each is UTF-8, and
 * a Buffer takes ten times the memory.
 */
export type FoundFile = { folder: string; name: string };

/** What a folder of films holds, as far as its extension tells; in lower case, with their dots. */
export const VIDEO_EXTENSIONS = new Set(
  ['mp4', 'mov', 'm4v', 'mkv', 'webm', 'avi', 'mts', 'm2ts', 'mpg', 'mpeg', '3gp', 'wmv'].map(
    (extension) => `.${extension}`,
  ),
);

/** Where a user's clips are not; names that begin with a dot are hidden anyway. */
const SKIPPED = 'node_modules';

/**
 * The files in a folder, hidden ones left out. Links to folders are not followed: they might lead
 * back.
 *
 * @param deep also those in its sub-folders
 * @param unreadable called with a folder that cannot be read, and why; it may throw
 */
export function* findFiles(
  folder: string,
  deep: boolean,
  unreadable: (folder: string, error: NodeJS.ErrnoException) => void,
): Generator<FoundFile> {
  yield* filesIn(Buffer.from(folder), deep, unreadable);
}

function* filesIn(
  path: Buffer,
  deep: boolean,
  unreadable: (folder: string, error: NodeJS.ErrnoException) => void,
): Generator<FoundFile> {
  let entries: Dirent<Buffer>[];
  try {
    entries = readdirSync(path, { encoding: 'buffer', withFileTypes: true });
  } catch (error) {
    unreadable(path.toString(), error as NodeJS.ErrnoException);
    return;
  }
  const folder = path.toString('latin1');
  for (const entry of entries) {
    const name = entry.name.toString('latin1');
    if (name.startsWith('.') || name === SKIPPED) {
      continue;
    }
    if (!entry.isDirectory()) {
      yield { folder, name };
    } else if (deep) {
      yield* filesIn(pathOf({ folder, name }), true, unreadable);
    }
  }
}

export function pathOf(file: FoundFile): Buffer {
  return Buffer.from(bytePathOf(file), 'latin1');
}

/** As names are here, each byte a character: in UTF-8 two names that are none may look the same. */
export function bytePathOf({ folder, name }: FoundFile): string {
  return `${folder}/${name}`;
}

/** The path of its folder, as text. */
export function folderOf({ folder }: FoundFile): string {
  return textOf(folder);
}

/** In lower case, with its dot. */
export function extensionOf({ name }: FoundFile): string {
  return extname(textOf(name)).toLowerCase();
}

export function isVideo(file: FoundFile): boolean {
  return VIDEO_EXTENSIONS.has(extensionOf(file));
}

/** The path without its extension: what a clip, its subtitles and its record have in common. */
export function stemOf(file: FoundFile): string {
  const text = textOf(file.name);
  return `${folderOf(file)}/${basename(text, extname(text))}`;
}

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
