import { z } from 'zod';
import { VideoDescription } from '../../lib/record/schema.ts';

type Schema = {
  type?: string;
  description?: string;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: unknown;
};

type Field = { path: string; optional: boolean; schema: Schema };

/** Where the value of a field comes from; a field that is not named here has its parent's. */
const SOURCES: Record<string, string> = {
  $schema: 'fixed',
  format_version: 'fixed',
  filename: 'the file',
  video_description_long: 'model, or measured',
  video_description_short: 'model, or measured',
  primary_shot_type: 'model, else measured',
  tags: 'measured and model',
  classification_time_seconds: 'daemon',
  classification_model: '`describe.model`',
  video_length_seconds: 'the file',
  video_timestamp: 'the file',
  video_thumbnail_base64: 'fixed',
  in_timestamp: 'as `segments`',
  out_timestamp: 'as `segments`',
  rating: 'model, else measured',
  segments: 'model, else measured',
  camera_movement: 'measured, or model',
  thumbnail_frame: 'model, else measured',
  thumbnail_timestamp: 'as `thumbnail_frame`',
  thumbnail_file: '`describe.thumbnail_file`',
  measured: 'measured',
  'measured.video': 'the file',
  'measured.speech': 'subtitles',
  model_said: 'model',
  provenance: 'daemon',
  'provenance.model': '`describe.model`',
  'provenance.parameters': 'configuration',
  'provenance.clip': 'the file',
  'provenance.subtitles': 'the file',
};

/** Examples of what the page's own record has nothing of. */
const EXAMPLES = {
  primary_shot_type: 'establishing',
  measured: {
    boundaries: [{ start_seconds: 4.2, end_seconds: 4.2, kind: 'cut', confidence: 0.97 }],
    active_picture: { left: 0, top: 0.122, width: 1, height: 0.756 },
    fades: [{ start_seconds: 0.1, end_seconds: 1.2, kind: 'in' }],
    jerky: [{ start_seconds: 4.4, end_seconds: 5.1 }],
    video: { place: { latitude_degrees: 46.021, longitude_degrees: 7.749 } },
    light: {
      black: [{ start_seconds: 0, end_seconds: 0.5 }],
      clipped: [{ start_seconds: 2, end_seconds: 3.5 }],
      dark: [{ start_seconds: 0.5, end_seconds: 2 }],
    },
    frozen: [{ start_seconds: 8, end_seconds: 12 }],
    blurred: [{ start_seconds: 12.4, end_seconds: 14 }],
    sound: { kind: 'speech-like', silence: [{ start_seconds: 3, end_seconds: 4.2 }] },
    unreadable: [{ start_seconds: 6.1, end_seconds: 6.8 }],
  },
  model_said: {
    primary_shot_type: 'insert',
    tags: ['dynamic', 'medium'],
    rating: 0.8,
    camera_movement: 'panning',
    segments: [{ in_timestamp: '00:00:00.500', out_timestamp: '00:00:04.000' }],
    thumbnail_frame: 2,
    thumbnail_timestamp: '00:00:02.000',
  },
  provenance: {
    prompt_sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    prompt_version: '2',
    shown_frame_times_seconds: [0, 2, 4],
    decisions: [{ field: 'camera_movement', from: 'measured', why: 'a sure measure, 0.97' }],
  },
};

/** The tables of docs/record.md by their sections' names; examples are from the record on the page. */
export function recordTables(page: string): Record<string, string> {
  const example: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '{}');
  const fields = fieldsOf(z.toJSONSchema(VideoDescription, { io: 'input' }) as Schema, '');
  return Object.fromEntries(
    SECTIONS.map((section) => {
      const rows = fields
        .filter(({ path }) => sectionOf(path) === section)
        .map((field) => rowOf(field, field.path.replace(`${section}.`, ''), example));
      return [
        section,
        ['| field | value | meaning | from | example |', '|---|---|---|---|---|', ...rows].join(
          '\n',
        ),
      ];
    }),
  );
}

const SECTIONS = ['fields', 'measured', 'model_said', 'provenance'];

function sectionOf(path: string): string {
  const [first = '', ...rest] = path.split('.');
  return rest.length > 0 && SECTIONS.includes(first) ? first : 'fields';
}

/** Parents before their children; parts of a list as `list[].part`, but for ranges, which are alike. */
function fieldsOf(schema: Schema, parent: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = parent === '' ? name : `${parent}.${name}`;
    const inner = field.anyOf?.find(({ type }) => type !== 'null') ?? field;
    const optional = !schema.required?.includes(name);
    const parts = inner.items?.properties
      ? fieldsOf(inner.items, `${path}[]`).filter((part) => !RANGE.test(part.path))
      : fieldsOf(inner, path);
    return [{ path, optional, schema: field }, ...parts];
  });
}

const RANGE = /\[\]\.(start|end)_seconds$/;

function rowOf({ path, optional, schema }: Field, shown: string, example: unknown): string {
  if (schema.description === undefined) {
    throw new Error(`${path} has no description in lib/record/schema.ts`);
  }
  const value = `${kindOf(schema, path)}${optional ? ', may be missing' : ''}`;
  const cells = [
    `\`${shown}\``,
    value,
    schema.description,
    sourceOf(path),
    exampleOf(path, schema, example),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What a value is and its unit, which stands in the name. */
function kindOf(schema: Schema, path: string): string {
  const inner = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  if (inner.items !== undefined) {
    return inner.items.properties === undefined
      ? `list: ${kindOf(inner.items, path)}`
      : `list of ${inner.items.properties.start_seconds ? 'ranges in s' : 'objects'}`;
  }
  if (inner.const !== undefined) {
    return `\`${JSON.stringify(inner.const)}\``;
  }
  if (inner.enum !== undefined) {
    return inner.enum.map((word) => `\`${word}\``).join(', ');
  }
  const unit = UNITS.find(([end]) => path.endsWith(end))?.[1];
  if (unit !== undefined) {
    return unit;
  }
  if (inner.type === 'number' || inner.type === 'integer') {
    return inner.maximum === 1 ? '0 to 1' : inner.type === 'integer' ? 'whole number' : 'number';
  }
  return { object: 'object', boolean: '`true`, `false`', string: 'text' }[inner.type ?? ''] ?? '';
}

const UNITS = [
  ['_percent_per_second', '% per s'],
  ['_seconds', 's'],
  ['in_timestamp', '`HH:MM:SS.sss`'],
  ['out_timestamp', '`HH:MM:SS.sss`'],
  ['thumbnail_timestamp', '`HH:MM:SS.sss`'],
  ['video_timestamp', 'ISO 8601'],
  ['_degrees', '°'],
  ['_lufs', 'LUFS'],
  ['_bytes', 'bytes'],
  ['_ms', 'ms'],
  ['sha256', '64 hex digits'],
  ['.width', 'px'],
  ['.height', 'px'],
  ['.frame_rate', 'frames per s'],
  ['.sharpness', 'squared levels'],
] as const;

function sourceOf(path: string): string {
  const found = SOURCES[path] ?? SOURCES[path.replace(/(\[\])?\.[^.]+$/, '')];
  if (found !== undefined) {
    return found;
  }
  if (!path.includes('.')) {
    throw new Error(`${path}: where does it come from? Say so in tools/docs/record.ts`);
  }
  return sourceOf(path.replace(/(\[\])?\.[^.]+$/, ''));
}

/** Objects are shown by their parts alone, long lists by their first entry. */
function exampleOf(path: string, schema: Schema, record: unknown): string {
  const value = valueAt(EXAMPLES, path) ?? valueAt(record, path);
  const inner = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  if (value === undefined || inner.properties !== undefined) {
    return '';
  }
  const isLong = Array.isArray(value) && value.length > 1 && typeof value[0] !== 'string';
  const json = JSON.stringify(isLong ? value.slice(0, 1) : value, (key, part) =>
    shortened(key, part),
  );
  return `\`${isLong ? json.replace(/\]$/, ', …]') : json}\``;
}

/** Without the parts that have rows of their own. */
function shortened(key: string, value: unknown): unknown {
  if (key === 'camera') {
    return undefined;
  }
  return typeof value === 'string' && value.length > 40 ? `${value.slice(0, 24)}…` : value;
}

/** `shots[].camera` is found in the first entry of the list. */
function valueAt(record: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const inner = (value as Record<string, unknown> | undefined)?.[name.replace('[]', '')];
    return name.endsWith('[]') ? (inner as unknown[] | undefined)?.[0] : inner;
  }, record);
}
