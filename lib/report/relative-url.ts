import { isAbsolute, relative, sep } from 'node:path';
import { fileUrl } from '../util/file-url.ts';

/**
 * The URL of a file, relative to a folder: what a page in that folder has to ask for. From one drive to another there is none,
 * and the file's own is taken.
 */
export function relativeUrl(folder: string, file: string): string {
  const path = relative(folder, file);
  return isAbsolute(path) ? fileUrl(file) : path.split(sep).map(encoded).join('/');
}

/** What has a meaning in a URL is escaped, and what has one in HTML or a shell too. */
function encoded(name: string): string {
  return encodeURIComponent(Buffer.from(name).toString()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
