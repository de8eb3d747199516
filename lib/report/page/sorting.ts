import type { PageClip } from '../page-data.ts';
import { titleOf } from './format.ts';

type Compare = (a: PageClip, b: PageClip) => number;

const collator = new Intl.Collator('en', { numeric: true });
const byName: Compare = (a, b) => collator.compare(a.name, b.name);

/** What the list can be sorted by; the first is the usual one. Clips without the value come last. */
export const SORTINGS: Record<string, { label: string; compare: Compare }> = {
  recorded: { label: 'Recorded, oldest first', compare: by(recordedAt, 1) },
  newest: { label: 'Recorded, newest first', compare: by(recordedAt, -1) },
  rating: { label: 'Rating, best first', compare: by(({ rating }) => rating, -1) },
  length: { label: 'Length, longest first', compare: by(({ seconds }) => seconds, -1) },
  name: { label: 'File name', compare: byName },
  title: {
    label: 'What it shows',
    compare: (a, b) => collator.compare(titleOf(a), titleOf(b)) || byName(a, b),
  },
};
export const USUAL_SORTING = 'recorded';

export function sorted(clips: Iterable<PageClip>, sorting: string): PageClip[] {
  return [...clips].sort((SORTINGS[sorting] ?? SORTINGS[USUAL_SORTING])?.compare);
}

function by(value: (clip: PageClip) => number | undefined, direction: 1 | -1): Compare {
  // A clip is compared a dozen times.
  const known = new WeakMap<PageClip, number>();
  const numberOf = (clip: PageClip) => {
    const number = known.get(clip) ?? value(clip) ?? Number.NaN;
    known.set(clip, number);
    return number;
  };
  return (a, b) => {
    const [left, right] = [numberOf(a), numberOf(b)];
    if (Number.isNaN(left) || Number.isNaN(right)) {
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || byName(a, b);
    }
    return direction * (left - right) || byName(a, b);
  };
}

function recordedAt({ recorded = '' }: PageClip): number {
  return Date.parse(recorded);
}
