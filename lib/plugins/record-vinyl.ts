import { existsSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type Vinyl from 'vinyl';
import { clipExtensions, previewFolders } from '../config/preview.ts';
import type { Config } from '../config/schema.ts';
import { recordFileOf, withoutExtension } from '../record/files.ts';
import { readRecord } from '../record/read.ts';

export function isRecordFile({ path }: Vinyl): boolean {
  return extname(path).toLowerCase() === '.json';
}

/**
 * The record that a file is, or that stands beside it, unchecked; `undefined` when there is none.
 *
 * @throws RecordUnreadableError
 */
export function recordIn(file: Vinyl): { value: unknown } | undefined {
  if (isRecordFile(file) && file.isBuffer()) {
    return { value: jsonOf(file.contents.toString()) };
  }
  const found = readRecord(isRecordFile(file) ? file.path : recordFileOf(file.path));
  return found && { value: found.fields };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever checks it says that it is no record.
    return undefined;
  }
}

/**
 * The clip of a record: the one of that name beside it; of a record that was copied elsewhere, where the previews are.
 *
 * @param filename as the record says
 */
export function clipOf(file: Vinyl, filename: string, config: Config): string {
  if (!isRecordFile(file)) {
    return resolve(file.path);
  }
  const [extension = ''] = clipExtensions(config);
  const name = isName(filename)
    ? basename(filename)
    : `${basename(withoutExtension(file.path))}${extension}`;
  const beside = resolve(dirname(file.path), name);
  const places = previewFolders(config).map(({ folder }) => resolve(folder, name));
  return [beside, ...places].find((path) => existsSync(path)) ?? beside;
}

/** Whatever a record calls its clip, it is a file beside it. */
function isName(filename: string): boolean {
  return !['', '.', '..'].includes(basename(filename)) && !filename.includes('\0');
}
