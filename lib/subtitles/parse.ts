import { parseSync, RE_TIMESTAMP } from 'subtitle';
import type { Cue } from './cue.ts';

/** A film has 1500. */
const MOST_CUES = 10_000;

/** In characters: what is longer is cut; a cue on a screen has 80. */
const LONGEST_CUE = 1000;

/** @throws Error that names the row that is not as expected, or says that there are too many cues */
export function parseCues(text: string): Cue[] {
  const lines = text.split(/\r\n|\r|\n/).map(withPlainArrow);
  if (lines.filter((line) => line.includes(ARROW)).length > MOST_CUES) {
    throw new Error(`more than ${MOST_CUES} cues`);
  }
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

const ARROW = ' --> ';

/** With one space on each side of the arrow, in one pass: a line may be millions of spaces. */
function withPlainArrow(line: string): string {
  const at = line.indexOf('-->');
  return at < 0
    ? line.trimEnd()
    : `${line.slice(0, at).trimEnd()}${ARROW}${line.slice(at + 3).trim()}`;
}

/** Blanks header, notes, styles and cue identifiers, which the parser refuses. */
function webVttCueLines(lines: readonly string[]): string[] {
  let inCue = false;
  return lines.map((line) => {
    inCue = line !== '' && (inCue || line.includes(ARROW));
    return inCue ? line : '';
  });
}

/** The parser would take a line of times that it cannot read for text. */
function checkTimes(lines: readonly string[]): void {
  const first = lines.findIndex((line) => line.trim() !== '' && !/^\s*\d+$/.test(line));
  const wrong = lines.findIndex(
    (line, row) => (row === first || line.includes(ARROW)) && !RE_TIMESTAMP.test(line.trim()),
  );
  if (wrong >= 0) {
    throw new Error(`row ${wrong + 1} should be a time such as 00:00:01,000 --> 00:00:02,500`);
  }
}

/** Without tags (`<i>`, `<v Bob>`, `{\an8}`), escapes, and control characters. */
function plain(text: string): string {
  return text
    .replace(/<[^<>]*>|\{\\[^{}]*\}/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST_CUE)
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();
}
