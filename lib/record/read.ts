import { hasCode, messageOf } from '../errors.ts';
import { isMapping, type Mapping } from '../util/mapping.ts';
import { readText } from '../util/read-text.ts';
import { RecordUnreadableError } from './errors.ts';

/** In bytes. That of a clip of an hour with subtitles takes 0.2 MB. */
const LARGEST_RECORD = 10 * 1024 * 1024;

/** A record as it is on the disk, unchecked. */
export type FoundRecord = {
  text: string;
  /** `undefined` when the file is not a JSON object. */
  fields: Mapping | undefined;
};

/** Over NFS a file that another machine replaces while it is read is stale (ESTALE), and found when it is opened again. */
const MOST_TRIES = 3;

/**
 * The record in a file; `undefined` when there is no file.
 *
 * @throws RecordUnreadableError
 */
export function readRecord(file: string, tries = MOST_TRIES): FoundRecord | undefined {
  try {
    const text = readText(file, LARGEST_RECORD);
    return { text, fields: objectIn(text) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    if (hasCode(error, 'ESTALE') && tries > 1) {
      return readRecord(file, tries - 1);
    }
    throw new RecordUnreadableError(file, messageOf(error), { cause: error });
  }
}

/** As records are written: two-space JSON. */
export function recordText(record: Mapping): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}

function objectIn(text: string): Mapping | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? value : undefined;
  } catch {
    // Half a record, or no JSON at all.
    return undefined;
  }
}
