import { VideoDescription } from '../record/schema.ts';
import { isMapping, type Mapping } from '../util/mapping.ts';
import { mappingIn } from './lanes.ts';
import type { PageDetails } from './page-data.ts';
import { textIn } from './record-fields.ts';

type Facts = PageDetails['facts'];
type Line = [name: string, value: string];

/** Of one heading: what a hostile record has more is left out. */
const MOST_LINES = 200;

/** In characters, of one value. */
const LONGEST_VALUE = 10_000;

/** How deep mappings are looked into. */
const DEEPEST = 4;

/** Units that the names of fields end with, as people write them. */
const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ['_percent_per_second', '%/s'],
  ['_seconds', 's'],
  ['_degrees', '°'],
  ['_lufs', 'LUFS'],
  ['_bytes', 'bytes'],
  ['_ms', 'ms'],
];

/** Measured facts and provenance, field by field, those of other programs and versions too. Stretches are drawn as lanes. */
export function factsOf(record: Mapping): Facts {
  const { video, camera, light, colour, sound, ...picture } = mappingIn(record.measured);
  const { model_said, provenance } = record;
  const others = Object.entries(record).filter(
    ([name]) => !Object.hasOwn(VideoDescription.shape, name),
  );
  return [
    heading('File', video),
    heading('Camera', camera),
    heading('Picture', picture),
    heading('Light', light),
    heading('Colour', colour),
    heading('Sound', sound),
    heading('What the model said', model_said),
    heading('Provenance', {
      classification_model: record.classification_model,
      classification_time_seconds: record.classification_time_seconds,
      ...mappingIn(provenance),
    }),
    heading('Other fields', Object.fromEntries(others)),
  ].filter(({ lines }) => lines.length > 0);
}

function heading(name: string, value: unknown): Facts[number] {
  return { heading: name, lines: linesOf('', value, 0).slice(0, MOST_LINES) };
}

function linesOf(name: string, value: unknown, depth: number): Line[] {
  const shown = scalar(value);
  if (shown !== undefined) {
    return [[readable(name), withUnit(name, shown)]];
  }
  if (Array.isArray(value)) {
    return listLines(name, value);
  }
  return isMapping(value) && depth < DEEPEST
    ? Object.entries(value)
        .slice(0, MOST_LINES)
        .flatMap(([key, each]) => linesOf(name === '' ? key : `${name}_${key}`, each, depth + 1))
    : [];
}

function listLines(name: string, list: readonly unknown[]): Line[] {
  const shown = list.slice(0, MOST_LINES).flatMap((each) => scalar(each) ?? named(each) ?? []);
  return shown.length === 0
    ? []
    : [[readable(name), textIn(shown.join(', '), LONGEST_VALUE) ?? '']];
}

/** A colour with its share, a decision with its reason; `undefined` of a stretch. */
function named(value: unknown): string | undefined {
  const { name, share, field, from, why } = mappingIn(value);
  if (typeof name === 'string' && typeof share === 'number') {
    return `${name} ${Math.round(share * 100)} %`;
  }
  return typeof field === 'string' && typeof from === 'string'
    ? `${field} from ${from}${typeof why === 'string' ? ` (${why})` : ''}`
    : undefined;
}

function scalar(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return textIn(value, LONGEST_VALUE);
    case 'number':
      return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
    case 'boolean':
      return value ? 'yes' : 'no';
    default:
      return undefined;
  }
}

function readable(name: string): string {
  const ending = UNITS.find(([each]) => name.endsWith(each))?.[0] ?? '';
  const text = name.slice(0, name.length - ending.length).replaceAll('_', ' ');
  return textIn(text, 200) ?? 'value';
}

function withUnit(name: string, value: string): string {
  const unit = UNITS.find(([ending]) => name.endsWith(ending))?.[1];
  return unit === undefined ? value : `${value} ${unit}`;
}
