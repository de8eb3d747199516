import type { Cue } from '../../subtitles/parse.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Longer words are rarer (Zipf 1935), up to a length beyond which they only look it. */
const LONGEST_THAT_COUNTS = 9;

/** A word with a capital inside a sentence is a name, or a noun where nouns have capitals. */
const CAPITAL_WEIGHT = 1.5;

/** Signs of which two say what takes six letters. Hiragana, which spells grammar, is not one. */
const DENSE = /\p{Script=Han}|\p{Script=Katakana}|\p{Script=Hangul}/u;
const LETTERS_PER_DENSE_SIGN = 3;

type Word = { text: string; weight: number; position: number };

/** The words of what is said that tell most about it, in the order in which they are said. */
export function tellingWords(cues: readonly Cue[], count: number): string[] {
  const words = new Map<string, Word>();
  for (const { text } of cues) {
    for (const { segment, index, isWordLike } of new Intl.Segmenter(undefined, {
      granularity: 'word',
    }).segment(text)) {
      const word = isWordLike ? longestPart(segment) : '';
      const key = word.toLowerCase();
      if (!tells(key)) {
        continue;
      }
      const known = words.get(key) ?? { text: key, weight: 0, position: words.size };
      // Said again, it weighs more.
      known.weight += weightOf(word) * (isName(word, text.slice(0, index)) ? CAPITAL_WEIGHT : 1);
      words.set(key, known);
    }
  }
  return [...words.values()]
    .toSorted((a, b) => b.weight - a.weight || a.position - b.position)
    .slice(0, count)
    .toSorted((a, b) => a.position - b.position)
    .map(({ text }) => text);
}

/** `l'église` is about the church, `don't` about nothing. */
function longestPart(word: string): string {
  return word
    .split(/['’]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function tells(word: string): boolean {
  return /\p{L}/u.test(word) && lengthOf(word) > 2 && !STOP_WORDS.has(word);
}

function weightOf(word: string): number {
  return Math.min(LONGEST_THAT_COUNTS, lengthOf(word));
}

function lengthOf(word: string): number {
  return [...word].reduce((n, c) => n + (DENSE.test(c) ? LETTERS_PER_DENSE_SIGN : 1), 0);
}

function isName(word: string, before: string): boolean {
  return /^\p{Lu}\p{Ll}/u.test(word) && /[\p{L}\p{N},;:]["'’“”]?\s+$/u.test(before);
}
