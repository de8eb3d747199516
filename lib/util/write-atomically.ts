import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: under a name of its own first, then renamed. That name is short,
 * so that the file may have the longest name there is. The disk is not made to write at once: a power
 * failure may leave half a file, so readers check what they read.
 *
 * @param mode its permissions; those that the user's umask leaves when left out
 * @throws the system's error
 */
export function writeAtomically(file: string, contents: string | Uint8Array, mode?: number): void {
  const unfinished = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(unfinished, contents, { flag: 'wx', mode });
    renameSync(unfinished, file);
  } catch (error) {
    removeIfPossible(unfinished);
    throw error;
  }
}

function removeIfPossible(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Why the file could not be written is what the caller needs to know.
  }
}
