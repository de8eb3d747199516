import type { Cue } from '../../subtitles/cue.ts';

/** In characters: about twelve seconds of speech. */
const LONGEST_QUOTE = 180;

/** The beginning of what is said, in its own words, cut between words. */
export function quote(cues: readonly Cue[]): string {
  let said = '';
  for (const { text } of cues) {
    said += said === '' ? text : ` ${text}`;
    if (said.length > LONGEST_QUOTE) {
      break;
    }
  }
  if (said.length <= LONGEST_QUOTE) {
    return said;
  }
  const cut = said.slice(0, LONGEST_QUOTE);
  // A text without spaces is cut between characters, and never through one.
  const end = cut.search(/\s\S*$/u);
  const kept = end > LONGEST_QUOTE / 2 ? cut.slice(0, end) : cut.replace(/[\ud800-\udbff]$/, '');
  return `${kept.replace(/[\s,;:.–-]+$/u, '')}…`;
}
