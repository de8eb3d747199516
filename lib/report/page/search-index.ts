import MiniSearch from 'minisearch';
import type { PageClip } from '../page-data.ts';
import { changed } from './drawing.ts';
import { report } from './report-data.ts';

/** Work is done in slices of this, so that the page answers meanwhile. */
const SLICE_MS = 8;
/** Scripts that are written without spaces: each character counts as a word. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}';
const WORDS = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, 'gu');

const ALONE = new RegExp(`[${UNSPACED}]`, 'u');

type Document = { id: string; text: string };

const index = newIndex();
/** Until the index has all clips, names are searched letter by letter. */
let isComplete = false;
const names = new WeakMap<PageClip, string>();

/**
 * The ids of the clips that have each of the words, or words that begin so, and of those whose names have all of it
 * somewhere; undefined when nothing is asked for.
 */
export function findClips(query: string): ReadonlySet<string> | undefined {
  const literal = folded(query.trim());
  if (literal === '') {
    return undefined;
  }
  const found = new Set<string>();
  // A single letter begins half of all words: looking all of them up takes long, and tells nothing.
  const words = (literal.match(WORDS) ?? []).filter((word) => word.length > 1 || ALONE.test(word));
  if (isComplete && words.length > 0) {
    for (const { id } of index.search(words.join(' '))) {
      // Clips that are gone stay in the index.
      if (report.clips.has(id)) {
        found.add(id);
      }
    }
  }
  for (const clip of report.clips.values()) {
    if (foldedNames(clip).includes(literal)) {
      found.add(clip.id);
    }
  }
  return found;
}

/** Changes with the answers. */
export function searchVersion(): number {
  return Number(isComplete);
}

/** Indexes all clips with what is known of them by now. */
export async function buildIndex(): Promise<void> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (const clip of report.clips.values()) {
    if (performance.now() > sliceEnd) {
      await new Promise((resolve) => setTimeout(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
    indexClip(clip);
  }
  isComplete = true;
  changed();
}

/** A clip may be indexed again, when it has been described anew. */
export function indexClip(clip: PageClip): void {
  if (index.has(clip.id)) {
    index.discard(clip.id);
  }
  index.add({ id: clip.id, text: textOf(clip) });
}

function textOf(clip: PageClip): string {
  return `${namesOf(clip)} ${report.words.get(clip.id) ?? ''}`;
}

function namesOf({ name, short = '', tags = [], shotType = '', movement = '' }: PageClip): string {
  return [name, short, ...tags, shotType, movement].join(' ');
}

function foldedNames(clip: PageClip): string {
  const known = names.get(clip) ?? folded(namesOf(clip));
  names.set(clip, known);
  return known;
}

function newIndex(): MiniSearch<Document> {
  return new MiniSearch<Document>({
    fields: ['text'],
    tokenize: (text) => folded(text).match(WORDS) ?? [],
    processTerm: (term) => term,
    searchOptions: {
      combineWith: 'AND',
      prefix: (term) => term.length > 1,
      // One wrong letter in words of five and more, two in words of ten.
      fuzzy: (term) => (term.length < 5 ? false : 0.2),
      maxFuzzy: 2,
    },
  });
}

/** Without case and accents: `cafe` finds `Café`. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
