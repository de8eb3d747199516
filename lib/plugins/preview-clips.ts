import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import Vinyl from 'vinyl';
import type { Config } from '../config/schema.ts';
import { ClipNameError } from '../record/errors.ts';
import type { ClipFile } from '../record/files.ts';
import { PreviewFolderMissingError } from './errors.ts';

/** The clips in `preview_folder`. */
export type PreviewClips = {
  count: number;
  /** Files that would be clips if their extension were written as in `preview_extension`. */
  otherCase: string[];
  /** The clips as vinyl files without contents. */
  files(): Readable;
};

/**
 * Lists the clips of `preview_folder`. Unlike `gulp.src()`, which ends at the first one it cannot
 * look up, it hands on a clip with an impossible name, or a link that leads nowhere, like any other:
 * that clip fails, and the others go on.
 *
 * @throws PreviewFolderMissingError
 */
export function previewClips(config: Config): PreviewClips {
  const folder = resolve(config.preview_folder);
  const extension = `.${config.preview_extension}`;
  const names = read(folder).filter((name) => !name.toString().startsWith('.'));
  const clips = names.filter((name) => name.toString().endsWith(extension)).sort(Buffer.compare);
  return {
    count: clips.length,
    otherCase: names
      .map(String)
      .filter((name) => name.toLowerCase().endsWith(extension.toLowerCase()))
      .filter((name) => !name.endsWith(extension)),
    files: () => Readable.from(clipFiles(folder, clips)),
  };
}

/** Names as they are on the disk; not each is UTF-8. */
function read(folder: string): Buffer[] {
  try {
    return readdirSync(folder, { encoding: 'buffer' });
  } catch (error) {
    throw new PreviewFolderMissingError(folder, error as NodeJS.ErrnoException);
  }
}

function* clipFiles(folder: string, names: readonly Buffer[]): Generator<ClipFile> {
  for (const name of names) {
    yield clipFile(folder, name);
  }
}

function clipFile(folder: string, name: Buffer): ClipFile {
  const text = name.toString();
  const file: ClipFile = new Vinyl({ cwd: process.cwd(), base: folder, path: join(folder, text) });
  if (!Buffer.from(text).equals(name)) {
    file.clipFailure = new ClipNameError(file.path);
  }
  return file;
}
