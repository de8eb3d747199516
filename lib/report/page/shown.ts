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

type Values = readonly string[];

const known = new WeakMap<PageClip, Values[]>();
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
  const counts = FACETS.map(() => new Map<string, number>());
  const wanted = FACETS.map(({ key }) => chosen[key] ?? []);
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
    const values = facetValues(clip);
    const failed = failedFacets(values, wanted);
    if (failed.length === 0) {
      places.set(clip.id, passed.length);
      passed.push(clip);
      seconds += clip.seconds ?? 0;
      values.forEach((each, at) => {
        count(each, counts[at]);
      });
    } else if (failed.length === 1) {
      // A facet's own choice does not change its counts.
      const [at = 0] = failed;
      count(values[at] ?? [], counts[at]);
    }
  }
  const byKey = new Map(FACETS.map(({ key }, at) => [key, counts[at] ?? new Map()]));
  return { clips: passed, seconds, counts: byKey, places };
}

/** Of each facet, once for each clip. */
function facetValues(clip: PageClip): Values[] {
  const values = known.get(clip) ?? FACETS.map((facet) => [...new Set(facet.valuesOf(clip))]);
  known.set(clip, values);
  return values;
}

/** Numbers of the facets in which something else is chosen. */
function failedFacets(values: readonly Values[], wanted: readonly Values[]): number[] {
  const failed: number[] = [];
  for (const [at, choices] of wanted.entries()) {
    if (choices.length > 0 && !values[at]?.some((value) => choices.includes(value))) {
      failed.push(at);
    }
  }
  return failed;
}

function count(values: Values, counts: Map<string, number> | undefined): void {
  for (const value of values) {
    counts?.set(value, (counts.get(value) ?? 0) + 1);
  }
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
