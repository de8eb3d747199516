import { type Dir, type Dirent, opendirSync } from 'node:fs';
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

/** How many entries of a folder are read at a time. */
const OPEN = { encoding: 'buffer' as BufferEncoding, bufferSize: 512 };

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
  const folder = path.toString('latin1');
  for (const entry of entriesOf(path, unreadable)) {
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

/** Bit by bit: all entries of a large folder at once take hundreds of MB. */
function* entriesOf(
  path: Buffer,
  unreadable: (folder: string, error: NodeJS.ErrnoException) => void,
): Generator<Dirent<Buffer>> {
  let open: Dir | undefined;
  try {
    open = opendirSync(path, OPEN);
    for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
      yield entry as unknown as Dirent<Buffer>;
    }
  } catch (error) {
    unreadable(path.toString(), error as NodeJS.ErrnoException);
  } finally {
    open?.closeSync();
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
