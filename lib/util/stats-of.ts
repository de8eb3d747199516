import { type Stats, statSync } from 'node:fs';

/** What the system tells of a file; `undefined` also of a name that it refuses, and in a folder that may not be read. */
export function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    // Whoever reads the file says what is wrong with it.
    return undefined;
  }
}
