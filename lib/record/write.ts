import type Vinyl from 'vinyl';
import { writeAtomically } from '../util/write-atomically.ts';
import { RecordNotWrittenError } from './errors.ts';
import { recordFileOf } from './files.ts';
import type { VideoDescription } from './schema.ts';

/** The record of a clip as a vinyl file. */
export function toRecordFile(clip: Vinyl, record: VideoDescription): Vinyl {
  const file = clip.clone({ contents: false });
  file.path = recordFileOf(clip.path);
  file.contents = Buffer.from(`${JSON.stringify(record, null, 2)}\n`);
  // The clip's size and times are not the record's.
  file.stat = null;
  return file;
}

/**
 * Writes a record whole or not at all. Should the power fail and leave half of one, `pending()` has it
 * made again.
 *
 * @throws RecordNotWrittenError
 */
export function writeRecord(file: Vinyl): void {
  try {
    writeAtomically(file.path, file.contents as Buffer);
  } catch (error) {
    throw new RecordNotWrittenError(file.path, error as NodeJS.ErrnoException);
  }
}
