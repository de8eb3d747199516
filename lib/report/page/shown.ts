import type { PageClip } from '../page-data.ts';
import { FACETS } from './facets.ts';
import { report } from './report-data.ts';
import { findClips, searchVersion } from './search-index.ts';
import { sorted } from './sorting.ts';
import { type View, view } from './view.ts';

export type Shown = {
  clips: readonly PageClip[];
  /** Their length together. */
  seconds: number;
  /** By key and value of a facet: how many clips there would be with that value alone chosen in it. */
  counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Where a clip stands, by its id. */
  places: ReadonlyMap<string, number>;
};

const sortedClips = once((sorting: string, _version: number) =>
  sorted(report.clips.values(), sorting),
);
const found = once((query: string, _version: number, _search: number) => findClips(query));
const filtered = once(filter);

/** The clips that pass search and filters, in their order. */
export function shown(): Shown {
  const { query, chosen, rating, sorting } = view();
  const clips = sortedClips(sorting, report.version);
  return filtered(clips, found(query, report.version, searchVersion()), chosen, rating);
}

function filter(
  clips: readonly PageClip[],
  ids: ReadonlySet<string> | undefined,
  chosen: View['chosen'],
  rating: number,
): Shown {
  const counts = new Map(FACETS.map(({ key }) => [key, new Map<string, number>()]));
  const passed: PageClip[] = [];
  const places = new Map<string, number>();
  let seconds = 0;
  for (const clip of clips) {
    if (
      (ids !== undefined && !ids.has(clip.id)) ||
      (rating > 0 && !((clip.rating ?? 0) >= rating))
    ) {
      continue;
    }
    const values = FACETS.map((facet) => facet.valuesOf(clip));
    const failed = FACETS.filter(({ key }, at) => {
      const wanted = chosen[key] ?? [];
      return wanted.length > 0 && !values[at]?.some((value) => wanted.includes(value));
    });
    if (failed.length === 0) {
      places.set(clip.id, passed.length);
      passed.push(clip);
      seconds += clip.seconds ?? 0;
    }
    // A facet's own choice does not change its counts.
    for (const [at, facet] of FACETS.entries()) {
      if (failed.every((other) => other === facet)) {
        const byValue = counts.get(facet.key);
        for (const value of new Set(values[at])) {
          byValue?.set(value, (byValue.get(value) ?? 0) + 1);
        }
      }
    }
  }
  return { clips: passed, seconds, counts, places };
}

/** Computes again only when an argument has changed. */
function once<Arguments extends readonly unknown[], Result>(
  compute: (...values: Arguments) => Result,
): (...values: Arguments) => Result {
  let last: { values: Arguments; result: Result } | undefined;
  return (...values) => {
    if (!last?.values.every((value, at) => Object.is(value, values[at]))) {
      last = { values, result: compute(...values) };
    }
    return last.result;
  };
}
