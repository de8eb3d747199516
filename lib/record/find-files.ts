import { type Dirent, readdirSync } from 'node:fs';
import { basename, extname } from 'node:path';

/** A file that was found. Names as they are on the disk: not each is UTF-8. */
export type FoundFile = { folder: Buffer; name: Buffer };

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
  folder: string | Buffer,
  deep: boolean,
  unreadable: (folder: string, error: NodeJS.ErrnoException) => void,
): Generator<FoundFile> {
  const path = Buffer.from(folder);
  let entries: Dirent<Buffer>[];
  try {
    entries = readdirSync(path, { encoding: 'buffer', withFileTypes: true });
  } catch (error) {
    unreadable(path.toString(), error as NodeJS.ErrnoException);
    return;
  }
  for (const entry of entries) {
    const name = entry.name.toString();
    if (name.startsWith('.') || name === SKIPPED) {
      continue;
    }
    if (!entry.isDirectory()) {
      yield { folder: path, name: entry.name };
    } else if (deep) {
      yield* findFiles(pathOf({ folder: path, name: entry.name }), true, unreadable);
    }
  }
}

export function pathOf({ folder, name }: FoundFile): Buffer {
  return Buffer.concat([folder, Buffer.from('/'), name]);
}

/** In lower case, with its dot. */
export function extensionOf({ name }: FoundFile): string {
  return extname(name.toString()).toLowerCase();
}

export function isVideo(file: FoundFile): boolean {
  return VIDEO_EXTENSIONS.has(extensionOf(file));
}

/** The path without its extension: what a clip, its subtitles and its record have in common. */
export function stemOf({ folder, name }: FoundFile): string {
  const text = name.toString();
  return `${folder}/${basename(text, extname(text))}`;
}
