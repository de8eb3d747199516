import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from '../errors.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { TimelineNotWrittenError } from './errors.ts';

/**
 * Writes a timeline whole or not at all; its folder is made when there is none.
 *
 * @throws TimelineNotWrittenError
 */
export function writeTimeline(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    writeAtomically(path, text);
  } catch (error) {
    throw new TimelineNotWrittenError(path, error as NodeJS.ErrnoException);
  }
}

/**
 * One folder after the other: Node 20's `recursive` never returns on a file system that answers ENOENT for a folder
 * whose parent is there, as `/proc` does.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    return;
  }
  const parent = dirname(folder);
  if (parent !== folder) {
    makeFolder(parent);
  }
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another run may have made it meanwhile.
    if (!hasCode(error, 'EEXIST')) {
      throw error;
    }
  }
}
