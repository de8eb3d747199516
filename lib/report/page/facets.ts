import type { PageClip } from '../page-data.ts';

/** One group of filters: a clip passes when one of its values is chosen, or none is. */
export type Facet = {
  /** Its name in the URL. */
  key: string;
  title: string;
  valuesOf(clip: PageClip): readonly string[];
  /** Values in the order in which they are listed; others follow, the most frequent first. */
  order: readonly string[];
  label(value: string): string;
};

const LENGTHS: readonly [value: string, below: number, label: string][] = [
  ['5', 5, 'Under 5 s'],
  ['15', 15, '5 to 15 s'],
  ['60', 60, '15 s to 1 min'],
  ['300', 300, '1 to 5 min'],
  ['long', Number.POSITIVE_INFINITY, 'Over 5 min'],
];

export const STATES: Record<PageClip['state'], string> = {
  described: 'Described',
  waiting: 'Waiting',
  failed: 'Failed',
};

export const FACETS: readonly Facet[] = [
  {
    key: 'state',
    title: 'Status',
    valuesOf: ({ state }) => [state],
    order: Object.keys(STATES),
    label: (value) => STATES[value as PageClip['state']] ?? value,
  },
  {
    key: 'shot',
    title: 'Shot type',
    valuesOf: ({ shotType }) => (shotType === undefined ? [] : [shotType]),
    order: ['establishing', 'insert', 'pov'],
    label: (value) => (value === 'pov' ? 'Point of view' : capitalized(value)),
  },
  {
    key: 'camera',
    title: 'Camera',
    valuesOf: ({ movement }) => (movement === undefined ? [] : [movement]),
    order: ['still', 'panning', 'moving forward', 'random'],
    label: capitalized,
  },
  {
    key: 'tag',
    title: 'Tags',
    valuesOf: ({ tags = [] }) => tags,
    order: ['static', 'dynamic', 'closeup', 'medium', 'wide'],
    label: capitalized,
  },
  {
    key: 'length',
    title: 'Length',
    valuesOf: ({ seconds }) => (seconds === undefined ? [] : [lengthOf(seconds)]),
    order: LENGTHS.map(([value]) => value),
    label: (value) => LENGTHS.find(([length]) => length === value)?.[2] ?? value,
  },
];

function lengthOf(seconds: number): string {
  return LENGTHS.find(([, below]) => seconds < below)?.[0] ?? 'long';
}

function capitalized(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1);
}
