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
/** The state of entries in the history that were added for an open clip: the entry before each is the list. */
const OPENED = 'opened';
let timer: ReturnType<typeof setTimeout> | undefined;
let current = readView(location.hash);
/** While the browser goes back to the list, which takes it a moment. */
let isGoingBack = false;

export function view(): View {
  return current;
}

/** Follows the URL as it is changed by hand, by a link or by the back button. */
export function followUrl(): void {
  addEventListener('hashchange', () => {
    if (isGoingBack) {
      isGoingBack = false;
      // Meanwhile another clip may have been opened.
      writeUrl({ push: current.clip !== undefined });
    } else {
      clearTimeout(timer);
      current = readView(location.hash);
      changed();
    }
    if (current.clip === undefined) {
      history.scrollRestoration = 'auto';
    }
  });
}

export function changeView(change: Partial<View>): void {
  current = { ...current, ...change };
  changed();
  clearTimeout(timer);
  timer = setTimeout(writeUrl, QUIET_MS);
}

/** The back button closes it. */
export function openClip(clip: string): void {
  writeUrl();
  current = { ...current, clip };
  changed();
  writeUrl({ push: true });
}

/** Goes back in the history to the list, if the clip was opened there; one that a link has opened has no such entry. */
export function closeClip(): void {
  changeView({ clip: undefined });
  if (history.state === OPENED && !isGoingBack) {
    isGoingBack = true;
    history.back();
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

function writeUrl({ push = false } = {}): void {
  clearTimeout(timer);
  const url = new URL(location.href);
  url.hash = hashOf(current);
  if (isGoingBack || url.href === location.href) {
    return;
  }
  // Neither scrolls, as a change of `location` does where there is no hash any more.
  if (push) {
    // The list is scrolled to the clip that was looked at last, and not to where it was.
    history.scrollRestoration = 'manual';
    history.pushState(OPENED, '', url);
  } else {
    history.replaceState(history.state, '', url);
  }
}
