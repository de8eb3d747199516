import { type Stats, statSync } from 'node:fs';

/** Differs when one of the files was written, came or went. */
export function stampOf(...files: string[]): string {
  return files
    .map(statsOf)
    .map((stats) => (stats === undefined ? '-' : `${stats.ino}:${stats.size}:${stats.mtimeMs}`))
    .join(' ');
}

/** `undefined` also of a name that the system refuses, and in a folder that may not be read. */
export function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // Whoever reads the file says what is wrong with it.
    return undefined;
  }
}
