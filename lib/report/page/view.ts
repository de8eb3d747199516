import { changed } from './drawing.ts';
import { FACETS } from './facets.ts';
import { SORTINGS, USUAL_SORTING } from './sorting.ts';

/** What is looked at, and how: all that the URL holds, so that a link shows the same. */
export type View = {
  query: string;
  /** Chosen values of each facet, by its key. */
  chosen: Readonly<Record<string, readonly string[]>>;
  /** The rating that clips have at least. */
  rating: number;
  sorting: string;
  /** The id of the open clip. */
  clip: string | undefined;
};

/** Browsers refuse to change the URL at each key: Safari after 100 times in 30 s. */
const QUIET_MS = 400;
let timer: ReturnType<typeof setTimeout> | undefined;
let current = readView(location.hash);
/** The hash that this page has set last: any other is the user's. */
let written = location.hash.slice(1);
/** The hash that the back button returns to, when this page has added the entry after it to the history. */
let before: string | undefined;

export function view(): View {
  return current;
}

/** Follows the URL as it is changed by hand, by a link or by the back button. */
export function followUrl(): void {
  addEventListener('hashchange', () => {
    if (location.hash.slice(1) !== written) {
      clearTimeout(timer);
      timer = undefined;
      written = location.hash.slice(1);
      before = undefined;
      current = readView(location.hash);
      changed();
    }
  });
}

/** `push`: the back button returns to what was there before. */
export function changeView(change: Partial<View>, { push = false } = {}): void {
  if (push) {
    writeUrl();
  }
  current = { ...current, ...change };
  changed();
  if (push && written !== before) {
    before = written;
    written = hashOf(current);
    location.hash = written;
  } else if (push) {
    // Clips that are opened and closed one after the other take one step back, and not one each.
    writeUrl();
  } else {
    clearTimeout(timer);
    timer = setTimeout(writeUrl, QUIET_MS);
  }
}

/** The part of the URL after `#`. */
export function hashOf({ query, chosen, rating, sorting, clip }: View): string {
  const parameters = new URLSearchParams();
  if (query !== '') {
    parameters.set('q', query);
  }
  for (const { key } of FACETS) {
    for (const value of chosen[key] ?? []) {
      parameters.append(key, value);
    }
  }
  if (rating > 0) {
    parameters.set('rating', String(rating));
  }
  if (sorting !== USUAL_SORTING) {
    parameters.set('sort', sorting);
  }
  if (clip !== undefined) {
    parameters.set('clip', clip);
  }
  return parameters.toString();
}

function readView(hash: string): View {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const rating = Number(parameters.get('rating') ?? 0);
  const sorting = parameters.get('sort') ?? '';
  return {
    query: parameters.get('q') ?? '',
    chosen: Object.fromEntries(FACETS.map(({ key }) => [key, parameters.getAll(key)])),
    rating: rating >= 0 && rating <= 1 ? rating : 0,
    sorting: Object.hasOwn(SORTINGS, sorting) ? sorting : USUAL_SORTING,
    clip: parameters.get('clip') ?? undefined,
  };
}

function writeUrl(): void {
  clearTimeout(timer);
  timer = undefined;
  written = hashOf(current);
  if (location.hash.slice(1) !== written) {
    location.replace(`#${written}`);
  }
}
