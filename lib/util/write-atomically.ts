import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Pauses between tries to rename, in ms: another program may have just opened the file. */
const PAUSES_MS = [10, 20, 40, 80, 160];

/** What Windows, and an SMB folder anywhere, answer while somebody has a file open. */
const IN_USE = ['EBUSY', 'EACCES', 'EPERM'];

/**
 * Writes a file whole or not at all: under a name of its own first, then renamed, which is one step on
 * network folders too. That name is short, so that the file may have the longest name there is. The disk is
 * not made to write at once: a power failure may leave half a file, so readers check what they read.
 *
 * @param mode its permissions; those that the user's umask leaves when left out
 * @throws the system's error
 */
export function writeAtomically(file: string, contents: string | Uint8Array, mode?: number): void {
  const unfinished = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(unfinished, contents, { flag: 'wx', mode });
    rename(unfinished, file, contents);
  } catch (error) {
    removeIfPossible(unfinished);
    throw error;
  }
}

function rename(from: string, to: string, contents: string | Uint8Array): void {
  for (let attempt = 0; ; attempt++) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && holds(to, contents)) {
        // Over NFS: the answer got lost, and the second request found nothing to rename.
        return;
      }
      const pause = IN_USE.includes(code) ? PAUSES_MS[attempt] : undefined;
      if (pause === undefined) {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
}

function holds(file: string, contents: string | Uint8Array): boolean {
  try {
    return readFileSync(file).equals(Buffer.from(contents));
  } catch {
    // That it was not renamed is what the caller needs to know.
    return false;
  }
}

function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Why the file could not be written is what the caller needs to know.
  }
}
