import { constants, copyFileSync, statSync } from 'node:fs';
import type Vinyl from 'vinyl';
import { hasCode } from '../errors.ts';
import type { Log } from '../util/log.ts';
import type { Mapping } from '../util/mapping.ts';
import { writeAtomically } from '../util/write-atomically.ts';
import { RecordNotWrittenError } from './errors.ts';
import { recordFileOf } from './files.ts';
import { type FoundRecord, readRecord, recordText } from './read.ts';
import { VideoDescription } from './schema.ts';

/** A record that was written, as a vinyl file. */
export type RecordFile = Vinyl & { data: VideoDescription };

/**
 * Writes the record of a clip, whole or not at all. Fields that other programs keep in the record on
 * the disk are carried over. A file there that is not a JSON object is copied to `clip.json.bak`
 * first. Should the power fail and leave half a record, `pending()` has it made again.
 *
 * @throws RecordUnreadableError when what is there cannot be carried over
 * @throws RecordNotWrittenError
 */
export function writeRecord(clip: Vinyl, record: VideoDescription, warn: Log): RecordFile {
  const path = recordFileOf(clip.path);
  const found = readRecord(path);
  const data = withFieldsOfOthers(record, found?.fields) as VideoDescription;
  const contents = Buffer.from(recordText(data));
  try {
    if (isForeignText(found)) {
      warn(`${path}: not a JSON object; it was kept as ${copyAside(path)}.`);
    }
    writeAtomically(path, contents);
    const file = clip.clone({ contents: false });
    // A network folder may show it a moment later.
    const stat = statSync(path, { throwIfNoEntry: false }) ?? null;
    return Object.assign(file, { path, contents, stat, data });
  } catch (error) {
    throw new RecordNotWrittenError(path, error as NodeJS.ErrnoException);
  }
}

/** Each field in its old place; new ones at the end. */
function withFieldsOfOthers(record: Mapping, before: Mapping = {}): Mapping {
  const kept = Object.entries(before).filter(
    ([name]) => Object.hasOwn(record, name) || !isOurs(name),
  );
  // The last value of a name counts, and its first place. A field named `__proto__` is only a field.
  return Object.fromEntries([...kept, ...Object.entries(record)]);
}

function isOurs(name: string): boolean {
  return Object.hasOwn(VideoDescription.shape, name);
}

function isForeignText(found: FoundRecord | undefined): boolean {
  return found !== undefined && found.fields === undefined && found.text.trim() !== '';
}

/** Copies a file to `<file>.bak`, or to the first of `.bak2`, `.bak3` … that is free. */
function copyAside(file: string): string {
  for (let number = 1; ; number++) {
    const copy = `${file}.bak${number === 1 ? '' : number}`;
    try {
      copyFileSync(file, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) {
        throw error;
      }
    }
  }
}
