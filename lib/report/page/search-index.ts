import MiniSearch from 'minisearch';
import type { PageClip } from '../page-data.ts';
import { changed } from './drawing.ts';
import { report } from './report-data.ts';

/** Work is done in slices of this, so that the page answers meanwhile. */
const SLICE_MS = 8;
/** Scripts that are written without spaces: each character counts as a word. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}';
const WORDS = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, 'gu');

type Document = { id: string; text: string };

let index = newIndex();
/** The one that is being built, since there are more words. */
let next: MiniSearch<Document> | undefined;
/** Until there is an index, names are searched letter by letter. */
let complete = false;
let builds = 0;

/**
 * The ids of the clips that have each of the words, or words that begin so, and of those that have all of it
 * somewhere in their file name; undefined when nothing is asked for.
 */
export function findClips(query: string): ReadonlySet<string> | undefined {
  const asked = query.trim();
  if (asked === '') {
    return undefined;
  }
  const found = new Set<string>();
  const literal = folded(asked);
  if (complete) {
    for (const { id } of index.search(asked)) {
      // Clips that are gone stay in the index.
      if (report.clips.has(id)) {
        found.add(id);
      }
    }
  }
  for (const clip of report.clips.values()) {
    if (folded(complete ? clip.name : namesOf(clip)).includes(literal)) {
      found.add(clip.id);
    }
  }
  return found;
}

/** Changes with the answers. */
export function searchVersion(): number {
  return complete ? builds : 0;
}

/** Builds the index anew, of all that is known by now. */
export async function buildIndex(): Promise<void> {
  const built = newIndex();
  next = built;
  let sliceEnd = performance.now() + SLICE_MS;
  for (const clip of report.clips.values()) {
    if (performance.now() > sliceEnd) {
      await new Promise((resolve) => setTimeout(resolve));
      if (next !== built) {
        return;
      }
      sliceEnd = performance.now() + SLICE_MS;
    }
    put(built, clip);
  }
  index = built;
  next = undefined;
  complete = true;
  builds++;
  changed();
}

/** For a clip that is new, or described anew. */
export function indexClip(clip: PageClip): void {
  put(index, clip);
  if (next !== undefined) {
    put(next, clip);
  }
}

function put(into: MiniSearch<Document>, clip: PageClip): void {
  if (into.has(clip.id)) {
    into.discard(clip.id);
  }
  into.add({ id: clip.id, text: textOf(clip) });
}

function textOf(clip: PageClip): string {
  return `${namesOf(clip)} ${report.words.get(clip.id) ?? ''}`;
}

function namesOf({ name, short = '', tags = [], shotType = '', movement = '' }: PageClip): string {
  return [name, short, ...tags, shotType, movement].join(' ');
}

function newIndex(): MiniSearch<Document> {
  return new MiniSearch<Document>({
    fields: ['text'],
    tokenize: (text) => text.match(WORDS) ?? [],
    processTerm: folded,
    searchOptions: {
      combineWith: 'AND',
      prefix: true,
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
