import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Vinyl from 'vinyl';
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
 * Whole or not at all: written to a file of its own first, then renamed. Its name is short, so that
 * a record may have the longest name there is. The disk is not made to write at once: should the
 * power fail and leave half a record, `pending()` has it made again.
 *
 * @throws RecordNotWrittenError
 */
export async function writeRecord(file: Vinyl): Promise<void> {
  const unfinished = join(file.dirname, `.${randomUUID()}.tmp`);
  try {
    await writeFile(unfinished, file.contents as Buffer, { flag: 'wx' });
    await rename(unfinished, file.path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {
      // Why the record could not be written is what there is to say.
    });
    throw new RecordNotWrittenError(file.path, error as NodeJS.ErrnoException);
  }
}
