import { pathToFileURL } from 'node:url';

/** The URL of a file. Whatever has a meaning in a URL, in XML or in a shell is escaped, so that no reader trips. */
export function fileUrl(path: string): string {
  const url = pathToFileURL(path).href;
  const start = 'file://'.length;
  return (
    url.slice(0, start) +
    url
      .slice(start)
      // A drive's colon stays, as in file:///C:/clips.
      .replace(/(?<!^\/[A-Za-z]):|[!'()*&+,;=@$[\]|^`"<>\\{}]/g, escaped)
  );
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
