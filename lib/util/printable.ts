/**
 * Control characters, and those that turn the direction of the text around them: file names
 * may hold them, and a terminal acts on them.
 */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** One line that is safe to show: what a terminal would act on is shown as `\u{1b}` instead. */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
