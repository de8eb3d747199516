import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What Windows adds to a program's name; scripts cannot be started without a shell. */
const ENDINGS = process.platform === 'win32' ? ['.exe'] : [''];

/** Absolute path of a program that is in PATH, as a shell would find it; `undefined` when there is none. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => ENDINGS.map((ending) => join(folder, `${name}${ending}`)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
