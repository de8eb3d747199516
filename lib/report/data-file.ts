import type { PageData } from './page-data.ts';

/**
 * A data file of the page: one statement. The data are a string that the page parses, in which nothing can be executed, and a
 * name such as `__proto__` is only a name.
 */
export function dataFile(data: PageData): string {
  const json = JSON.stringify(data).replace(/[\\'\u2028\u2029]/g, escaped);
  return `(self.reportData ??= []).push(JSON.parse('${json}'));\n`;
}

/** For a string in single quotes, since JSON is full of double ones. */
function escaped(character: string): string {
  return character > '~' ? `\\u${character.charCodeAt(0).toString(16)}` : `\\${character}`;
}
