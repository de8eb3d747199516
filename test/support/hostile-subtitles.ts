/** Subtitles that take a parser long, by name: each was found to, or is what one would try next. */
export const HOSTILE_SUBTITLES: Readonly<Record<string, () => string>> = {
  'one cue with 120,000 spaces': () => cue(1, `a${' '.repeat(120_000)}b`),
  '4.5 MB of words in one cue': () => cue(1, 'word '.repeat(900_000)),
  'a cue of 900,000 lines': () => cue(1, 'word\n'.repeat(900_000)),
  '9,999 cues that fill 5 MB': () => cues(9999, () => 'wörd '.repeat(75)),
  '1.5 million signs without a space': () => cues(300, () => '字'.repeat(5000)),
  'tags that are never closed': () => cue(1, '<b '.repeat(1_300_000)),
  'braces that are never closed': () => cue(1, '{\\'.repeat(2_000_000)),
  '900,000 escapes': () => cue(1, '&amp;'.repeat(900_000)),
  'nothing but line ends': () => '\r'.repeat(4_900_000),
};

/** The same, refused with the clip they belong to. */
export const REFUSED_SUBTITLES: Readonly<Record<string, () => string>> = {
  '90,000 cues': () => cues(90_000, () => 'hi'),
  '2.4 million cue numbers': () => '1\n'.repeat(2_400_000),
  '1.6 million arrows': () => '-->'.repeat(1_600_000),
};

function cues(count: number, text: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => cue(at, text(at))).join('');
}

function cue(at: number, text: string): string {
  const time = new Date(at * 10).toISOString().slice(11, 23).replace('.', ',');
  return `${at + 1}\n${time} --> ${time}\n${text}\n\n`;
}
