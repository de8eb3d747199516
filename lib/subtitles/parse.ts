import { parseSync, RE_TIMESTAMP } from 'subtitle';

/** What is said, and when: in s from the first frame of the clip. */
export type Cue = { startSeconds: number; endSeconds: number; text: string };

const ARROW = /\s*-->\s*/;

/** @throws Error that names the row which is not as it should be */
export function parseCues(text: string): Cue[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(ARROW, ' --> ').trimEnd());
  const cueLines = lines[0]?.startsWith('WEBVTT') ? webVttCueLines(lines) : lines;
  if (cueLines.every((line) => line.trim() === '')) {
    return [];
  }
  checkTimes(cueLines);
  return parseSync(cueLines.join('\n'))
    .flatMap((node) => (node.type === 'cue' ? node.data : []))
    .map(({ start, end, text }) => ({
      startSeconds: start / 1000,
      endSeconds: Math.max(start, end) / 1000,
      text: plain(text),
    }))
    .filter(({ text }) => text !== '')
    .toSorted((a, b) => a.startSeconds - b.startSeconds);
}

/** Blanks what is no cue (header, notes, styles) and cues' names, which the parser refuses. */
function webVttCueLines(lines: readonly string[]): string[] {
  let inCue = false;
  return lines.map((line) => {
    inCue = line !== '' && (inCue || line.includes(' --> '));
    return inCue ? line : '';
  });
}

/** The parser would take a time that it cannot read for something that was said. */
function checkTimes(lines: readonly string[]): void {
  const first = lines.findIndex((line) => line.trim() !== '' && !/^\s*\d+$/.test(line));
  const wrong = lines.findIndex(
    (line, row) => (row === first || line.includes(' --> ')) && !RE_TIMESTAMP.test(line.trim()),
  );
  if (wrong >= 0) {
    throw new Error(`row ${wrong + 1} should be a time such as 00:00:01,000 --> 00:00:02,500`);
  }
}

/** Without tags (`<i>`, `<v Bob>`, `{\an8}`), escapes, and characters that act instead of showing. */
function plain(text: string): string {
  return text
    .replace(/<[^<>]*>|\{\\[^{}]*\}/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();
}
