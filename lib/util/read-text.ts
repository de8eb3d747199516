import { readFileSync, statSync } from 'node:fs';

/**
 * A file of a user's as text. It may be anything: a pipe would be waited for without end, and a
 * device such as /dev/zero never ends.
 *
 * @param mostBytes that make sense in such a file
 * @throws Error that says what is wrong with it; the system's, with `code` `ENOENT`, when it is missing
 */
export function readText(file: string, mostBytes: number): string {
  const stats = statSync(file);
  if (!stats.isFile()) {
    throw new Error('not a file');
  }
  if (stats.size > mostBytes) {
    throw new Error(`larger than ${mostBytes / 1024} KB`);
  }
  return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
}
