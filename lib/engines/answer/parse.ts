import {
  CAMERA_MOVEMENTS,
  type CameraMovement,
  SHOT_TYPES,
  type ShotType,
  TAGS,
  type Tag,
} from '../../record/schema.ts';
import type { Said, Words } from '../engine.ts';
import {
  type Bounds,
  readFrame,
  readRating,
  readSegments,
  readText,
  readWord,
  readWords,
  wholeSentences,
  wholeWords,
} from './fields.ts';
import { type Found, findAnswer } from './find-json.ts';
import { Answer } from './schema.ts';

export type { Bounds } from './fields.ts';

/** What could be made of a model's answer. */
export type Parsed = {
  /** `undefined` when the description or the name is missing: without them there is no record. */
  words: Words | undefined;
  /** What was wrong, in words that a model can act on; empty when nothing was. */
  problems: string[];
};

/** What else a field is called; the first names are those of the record. */
const ALSO_CALLED: Partial<Record<keyof Answer, readonly string[]>> = {
  description: ['video_description_long', 'video_description', 'long_description'],
  short_name: ['video_description_short', 'short_description', 'name', 'title'],
  primary_shot_type: ['shot_type'],
  camera_movement: ['camera'],
  thumbnail_frame: ['thumbnail'],
};

/** Words for the same movement. */
const MOVEMENTS: Readonly<Record<string, CameraMovement>> = {
  static: 'still',
  fixed: 'still',
  tripod: 'still',
  pan: 'panning',
  pans: 'panning',
  forward: 'moving forward',
  handheld: 'random',
  shaky: 'random',
};

const SHOT_SIZES: Readonly<Record<string, Tag>> = { close: 'closeup', 'close-up': 'closeup' };

/**
 * Reads a model's answer, whatever is around it and however it is damaged. What a record takes
 * from the model and cannot be read is a problem; what is measured as well (movement, segments,
 * thumbnail) is left out without a word. Never throws.
 */
export function parseAnswer(text: string, bounds: Bounds): Parsed {
  const found = findAnswer(text, (names) => names.filter((name) => fieldCalled(name)).length);
  if (found === undefined) {
    return { words: undefined, problems: ['there was no JSON object with the fields asked for'] };
  }
  const fields = new Fields(found);
  const description = fields.read('description', readText, wholeSentences);
  const short_name = fields.read('short_name', readText, wholeWords);
  const primary_shot_type = fields.read<ShotType>('primary_shot_type', (value) =>
    readWord(value, SHOT_TYPES, { 'point of view': 'pov' }),
  );
  const tags = fields.read('tags', (value) => readWords(value, TAGS, SHOT_SIZES));
  const rating = fields.read('rating', readRating, () => undefined);
  const problems = fields.problems;
  const said = {
    ...(primary_shot_type && { primary_shot_type }),
    ...(tags && { tags }),
    ...(rating !== undefined && { rating }),
    ...saidOfTheMeasured(fields, bounds),
  };
  return {
    problems,
    words:
      description === undefined || short_name === undefined
        ? undefined
        : {
            description,
            shortName: short_name,
            ...(primary_shot_type && { shotType: primary_shot_type }),
            ...(tags && { tags }),
            ...(rating !== undefined && { rating }),
            said,
          },
  };
}

/** What is weighed against the measures. */
function saidOfTheMeasured(fields: Fields, bounds: Bounds): Said {
  const movement = readWord(fields.value('camera_movement'), CAMERA_MOVEMENTS, MOVEMENTS);
  const segments = readSegments(fields.segments(), bounds);
  const thumbnail = fields.isBrokenOff('thumbnail_frame')
    ? undefined
    : readFrame(fields.value('thumbnail_frame'), bounds);
  return {
    ...(movement && { camera_movement: movement }),
    ...(segments && { segments }),
    ...(thumbnail !== undefined && { thumbnail }),
  };
}

/** The fields of an answer by their proper names. */
class Fields {
  readonly problems: string[] = [];
  readonly #values = new Map<string, unknown>();
  readonly #all: ReadonlyMap<string, unknown>;
  readonly #brokenOff: keyof Answer | undefined;

  constructor({ fields, brokenOff }: Found) {
    this.#all = fields;
    for (const [name, value] of fields) {
      const field = fieldCalled(name);
      // The proper name goes before others.
      if (field !== undefined && (!this.#values.has(field) || name === field)) {
        this.#values.set(field, value);
      }
    }
    this.#brokenOff = brokenOff === undefined ? undefined : fieldCalled(brokenOff);
  }

  value(field: keyof Answer): unknown {
    return this.#values.get(field);
  }

  isBrokenOff(field: keyof Answer): boolean {
    return this.#brokenOff === field;
  }

  /** @param keep what can be kept of a value that breaks off */
  read<Value>(
    field: keyof Answer,
    read: (value: unknown) => Value | undefined,
    keep: (value: Value) => Value | undefined = (value) => value,
  ): Value | undefined {
    const value = this.value(field);
    const repaired = read(value);
    const kept = repaired !== undefined && this.isBrokenOff(field) ? keep(repaired) : repaired;
    // The schema that was sent has the last word on what may go on.
    if (kept !== undefined && Answer.shape[field].safeParse(kept).success) {
      return kept;
    }
    this.problems.push(
      value === undefined
        ? `"${field}" was missing`
        : this.isBrokenOff(field)
          ? `the answer broke off in "${field}"`
          : `"${field}" was ${shown(value)}, which is not as it was asked for`,
    );
    return undefined;
  }

  /** As a list, or as `in_timestamp` and `out_timestamp` beside the other fields. */
  segments(): unknown {
    const list = this.value('segments');
    const one = ['in', 'out'].map(
      (end) => this.#all.get(`${end}_timestamp`) ?? this.#all.get(`${end}_seconds`),
    );
    return list ?? (one.includes(undefined) ? undefined : [one]);
  }
}

function fieldCalled(name: string): keyof Answer | undefined {
  return NAMES.get(snake(name));
}

/** `shortName`, `Short Name` and `short-name` are one name. */
function snake(name: string): string {
  return name
    .slice(0, 60)
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

const NAMES = new Map<string, keyof Answer>(
  Object.keys(Answer.shape).flatMap((key) => {
    const field = key as keyof Answer;
    return [field, ...(ALSO_CALLED[field] ?? [])].map((name) => [name, field] as const);
  }),
);

function shown(value: unknown): string {
  const json = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return json.length > 60 ? `${json.slice(0, 59)}…` : json;
}
