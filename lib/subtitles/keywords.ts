import { createRequire } from 'node:module';
import type { Cue } from './cue.ts';

/** More words than this make a name long, not clear. */
const MOST_KEYWORDS = 4;

/** Longer words are rarer (Zipf 1935), up to a length beyond which they only look it. */
const LONGEST_THAT_COUNTS = 9;

/** A word with a capital inside a sentence is a name, or a noun where nouns have capitals. */
const CAPITAL_WEIGHT = 1.5;

/** Signs of which two say what takes six letters. Hiragana, which spells grammar, is not one. */
const DENSE = /\p{Script=Han}|\p{Script=Katakana}|\p{Script=Hangul}/u;
const LETTERS_PER_DENSE_SIGN = 3;

/** What they come before is not there: a clip of no tripod is no clip of a tripod. */
const NEGATIONS = new Set([
  ...['no', 'not', 'without', 'sans', 'pas', 'aucun', 'aucune', 'kein', 'keine', 'keinen', 'nicht'],
  ...['ohne', 'sin', 'ningún', 'ninguna', 'non', 'senza', 'nessun', 'não', 'sem', 'geen', 'niet'],
  ...['zonder', 'nie', 'bez', 'inte', 'utan', 'ikke', 'uden', 'uten', 'не', 'нет', 'без'],
]);

/** In words: "not a tripod", "don't have a tripod". */
const NEGATION_REACHES = 3;

/** In characters: twenty minutes of speech. What follows is not read. */
const LONGEST_SPEECH = 20_000;

/** In characters: enough of what stands before a word to see whether it begins a sentence. */
const CONTEXT = 8;

/** Words that say nothing about the subject, by language (ISO 639-1). */
const STOP_WORDS = Object.entries(
  createRequire(import.meta.url)('stopwords-iso') as Record<string, string[]>,
).map(([language, words]) => ({ language, words: new Set(words) }));
const ENGLISH = STOP_WORDS.find(({ language }) => language === 'en')?.words ?? new Set();

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' });

/** `key`: in lower case. `negated`: how many words it is after a negation in the same clause; 0 when there is none. */
type Spoken = { key: string; weight: number; negated: number };
type Keyword = { text: string; weight: number; position: number };

/**
 * The few words that say most about the subject, in the order in which they are spoken.
 */
export function keywords(cues: readonly Cue[]): string[] {
  const spoken = spokenWords(cues);
  const stopWords = stopWordsFor(spoken);
  const found = new Map<string, Keyword>();
  // Only the first keyword after a negation is negated.
  let pending = false;
  for (const { key, weight, negated } of spoken) {
    pending = negated === 1 || (pending && negated > 0);
    if (isKeyword(key, stopWords) && pending) {
      pending = false;
    } else if (isKeyword(key, stopWords)) {
      const known = found.get(key) ?? { text: key, weight: 0, position: found.size };
      // A word that is said again weighs more.
      known.weight += weight;
      found.set(key, known);
    }
  }
  return [...found.values()]
    .toSorted((a, b) => b.weight - a.weight || a.position - b.position)
    .slice(0, MOST_KEYWORDS)
    .toSorted((a, b) => a.position - b.position)
    .map(({ text }) => text);
}

function spokenWords(cues: readonly Cue[]): Spoken[] {
  const words: Spoken[] = [];
  let read = 0;
  for (const { text } of cues) {
    read += text.length;
    if (read > LONGEST_SPEECH) {
      break;
    }
    let negated = 0;
    for (const { segment, index, isWordLike } of SEGMENTER.segment(text)) {
      if (/[.,;:!?–—]/.test(segment) && !isWordLike) {
        negated = 0;
      }
      if (isWordLike) {
        const word = longestPart(segment);
        const before = text.slice(Math.max(0, index - CONTEXT), index);
        const weight = weightOf(word) * (isName(word, before) ? CAPITAL_WEIGHT : 1);
        words.push({ key: word.toLowerCase(), weight, negated });
        const isNegation = NEGATIONS.has(segment.toLowerCase()) || /n['’]t$/iu.test(segment);
        negated = isNegation ? 1 : negated > 0 ? (negated + 1) % (NEGATION_REACHES + 1) : 0;
      }
    }
  }
  return words;
}

/** Those of the language that most of the words are stop words in; English when none is. */
function stopWordsFor(spoken: readonly Spoken[]): ReadonlySet<unknown> {
  let best = ENGLISH;
  let most = hits(spoken, ENGLISH);
  for (const { words } of STOP_WORDS) {
    const count = hits(spoken, words);
    if (count > most) {
      best = words;
      most = count;
    }
  }
  return best;
}

function hits(spoken: readonly Spoken[], stopWords: ReadonlySet<unknown>): number {
  return spoken.reduce((sum, { key }) => sum + (stopWords.has(key) ? 1 : 0), 0);
}

/** `l'église` is about the church, `don't` about nothing. */
function longestPart(word: string): string {
  return word
    .split(/['’]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

function isKeyword(word: string, stopWords: ReadonlySet<unknown>): boolean {
  return /\p{L}/u.test(word) && lengthOf(word) > 2 && !stopWords.has(word);
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
