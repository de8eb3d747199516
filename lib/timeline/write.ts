import { dirname } from 'node:path';
import { makeFolder } from '../util/make-folder.ts';
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
