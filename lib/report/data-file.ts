import type { PageData } from './page-data.ts';

/**
 * A data file of the page: one statement. The data are a string that the page parses, in which nothing can be executed, and a
 * name such as `__proto__` is only a name.
 */
export function dataFile(data: PageData): string {
  return dataFileOf(JSON.stringify(data));
}

/** @param json of {@link PageData} */
export function dataFileOf(json: string): string {
  return `(self.reportData ??= []).push(JSON.parse('${json.replace(/[\\'\u2028\u2029]/g, escaped)}'));\n`;
}

/** For a string in single quotes, since JSON is full of double ones. */
function escaped(character: string): string {
  return character > '~' ? `\\u${character.charCodeAt(0).toString(16)}` : `\\${character}`;
}
