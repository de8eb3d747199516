import { z } from 'zod';
import { CAMERA_MOVEMENTS, SHOT_TYPES, TAGS } from '../../record/schema.ts';

/**
 * What a model is asked to answer: one flat JSON object. The same schema goes to servers that can hold a model
 * to it, into the prompt for those that cannot, and over what comes back.
 */
export const Answer = z.strictObject({
  description: z
    .string()
    .min(1)
    .describe('what is seen and happens, in two to four sentences, in the order of time'),
  short_name: z
    .string()
    .min(1)
    .describe('three to six words in snake_case that tell this clip from others'),
  primary_shot_type: z
    .enum(SHOT_TYPES)
    .describe('pov: seen by who films; insert: a detail or thing; establishing: a place'),
  tags: z
    .array(z.enum(TAGS))
    .describe('static or dynamic, and the size of the shot: closeup, medium or wide'),
  rating: z.number().min(0).max(1).describe('from 0, useless to an editor, to 1, excellent'),
  camera_movement: z.enum(CAMERA_MOVEMENTS).describe('what the camera does most of the time'),
  segments: z
    .array(
      z.strictObject({
        in_seconds: z.number().nonnegative(),
        out_seconds: z.number().nonnegative(),
      }),
    )
    .describe('the stretches worth keeping, in seconds from the start of the clip'),
  thumbnail_frame: z
    .int()
    .nonnegative()
    .describe('the number of the frame that stands for the clip'),
});
export type Answer = z.infer<typeof Answer>;

/** How closely a server is asked to hold an answer to the schema, the closest first. */
export const SCHEMA_FORMS = ['limits', 'types', 'none'] as const;
export type SchemaForm = (typeof SCHEMA_FORMS)[number];

/** Limits, which some servers refuse and others do not heed. */
const NOT_UNDERSTOOD_EVERYWHERE = [
  '$schema',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
];

/** The answer's form with types, enums, `required` and `additionalProperties: false`, which all servers understand. */
export const ANSWER_JSON_SCHEMA: Record<string, unknown> = z.toJSONSchema(Answer, {
  override: ({ jsonSchema }) => {
    const schema = jsonSchema as Record<string, unknown>;
    for (const keyword of NOT_UNDERSTOOD_EVERYWHERE) {
      delete schema[keyword];
    }
  },
});
delete ANSWER_JSON_SCHEMA.$schema;

/** Of the name and the number of segments; a model that repeats itself does not end by itself. */
const LONGEST_NAME = 80;
const MOST_SEGMENTS = 20;

/**
 * The same with the limits that llama.cpp's grammar enforces: lengths, whole numbers from and to, numbers out of a
 * list. It has none for other numbers, so a rating is one of eleven; else models of poor form write 5e91313.
 *
 * @param frameCount how many frames the model is shown
 */
export function limitedJsonSchema(frameCount: number): Record<string, unknown> {
  const { properties, ...schema } = ANSWER_JSON_SCHEMA as { properties: Record<string, object> };
  return {
    ...schema,
    properties: {
      ...properties,
      description: { ...properties.description, minLength: 1 },
      short_name: { ...properties.short_name, minLength: 1, maxLength: LONGEST_NAME },
      tags: { ...properties.tags, maxItems: TAGS.length },
      rating: { ...properties.rating, enum: Array.from({ length: 11 }, (_, i) => i / 10) },
      segments: { ...properties.segments, maxItems: MOST_SEGMENTS },
      thumbnail_frame: {
        ...properties.thumbnail_frame,
        minimum: 0,
        maximum: Math.max(0, frameCount - 1),
      },
    },
  };
}

/** The answer's form in words, for models that no server holds to the schema. */
export const ANSWER_IN_WORDS: string = [
  'Answer with one JSON object and nothing else. It has exactly these fields:',
  ...Object.entries(Answer.shape).map(
    ([name, field]) => `- "${name}" (${formOf(field)}): ${field.description ?? ''}`,
  ),
].join('\n');

function formOf(field: z.ZodType): string {
  if (field instanceof z.ZodEnum) {
    return `one of ${quoted(field.options)}`;
  }
  if (field instanceof z.ZodArray) {
    const { element } = field;
    return element instanceof z.ZodObject
      ? `list of objects with the numbers ${quoted(Object.keys(element.shape))}`
      : `list of ${formOf(element as z.ZodType).replace(/^one of /, '')}`;
  }
  return field instanceof z.ZodNumber ? (field.isInt ? 'whole number' : 'number') : 'text';
}

function quoted(words: readonly unknown[]): string {
  return words.map((word) => `"${String(word)}"`).join(', ');
}
