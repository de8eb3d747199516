import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { hasCode } from '../errors.ts';
import { PrivateFolderError } from './errors.ts';

const NAME = 'gulp-vlog-describe';

/** The permission bits of group and others. */
const OTHERS = 0o077;

/**
 * Where files may be that only this user reads and writes, the preferred folder first. The process
 * that stops a daemon may have another environment than the one that started it (a login, cron), so
 * readers look into all of them.
 */
export function privateFolders(): string[] {
  const runtime = process.env.XDG_RUNTIME_DIR;
  return [
    ...(runtime !== undefined && isAbsolute(runtime) ? [join(runtime, NAME)] : []),
    join(homedir(), '.cache', NAME),
    // Without a home that can be written to, and where a path must be short.
    join(tmpdir(), `${NAME}-${process.getuid?.() ?? 'user'}`),
    join('/tmp', `${NAME}-${process.getuid?.() ?? 'user'}`),
  ];
}

/**
 * The first of these folders that is this user's alone, made if need be.
 *
 * @param suits whether the folder's path is of use
 * @throws PrivateFolderError when there is none
 */
export function makePrivateFolder(suits: (folder: string) => boolean = () => true): string {
  const folders = privateFolders().filter(suits);
  for (const folder of folders) {
    for (const each of [dirname(folder), folder]) {
      makeFolder(each);
    }
    if (isPrivateFolder(folder)) {
      return folder;
    }
  }
  throw new PrivateFolderError(folders);
}

/** Whether that is a folder of this user's which nobody else can enter, and no symbolic link to one. */
export function isPrivateFolder(folder: string): boolean {
  try {
    const stats = lstatSync(folder);
    return stats.isDirectory() && isPrivate(stats);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) {
      return false;
    }
    throw error;
  }
}

/** Whether it belongs to this user, and group and others have no access. Windows keeps homes apart itself. */
export function isPrivate({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS) === 0);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It exists, or cannot be made: what counts is what is there.
  }
}
