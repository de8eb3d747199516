import { Answer } from '../answer/schema.ts';

/** What may stand in one place of an answer that is filled in field by field. */
export type Field =
  /** The model's own words, up to so many tokens, kept as whole sentences or words. */
  | { kind: 'text'; mostTokens: number; ends: 'sentence' | 'word' }
  /** One of these, written as JSON. */
  | { kind: 'one of'; values: readonly string[] }
  /** A list of up to so many of these, none twice. */
  | { kind: 'some of'; values: readonly string[]; most: number }
  /** One stretch between two of these times, in s, in rising order. */
  | { kind: 'stretch'; times: readonly string[] };

/** The fields of an answer, in the order in which they are written. */
export type Form = Record<keyof Answer, Field>;

/** What the form is about. */
export type FormBounds = {
  /** Of the frames that the model is shown, in s. */
  frameTimes: readonly number[];
  durationSeconds: number;
  maxTokens: number;
};

/** All fields but the description, with their names and signs, where each sign is a token. */
const OTHER_TOKENS = 300;

/** Four sentences; small models say the same again after that. */
const DESCRIPTION_TOKENS = 160;

const NAME_TOKENS = 14;

/** The size of the shot, and whether it is static. */
const MOST_TAGS = 2;

/** How many tokens an answer takes at most. */
export function answerTokens({ maxTokens }: Pick<FormBounds, 'maxTokens'>): number {
  return Math.min(maxTokens, DESCRIPTION_TOKENS) + OTHER_TOKENS;
}

/** A form that lets through nothing but answers of the schema, about the frames that are there. */
export function formFor({ frameTimes, durationSeconds, maxTokens }: FormBounds): Form {
  const { primary_shot_type, tags, camera_movement } = Answer.shape;
  return {
    description: {
      kind: 'text',
      mostTokens: Math.min(maxTokens, DESCRIPTION_TOKENS),
      ends: 'sentence',
    },
    short_name: { kind: 'text', mostTokens: NAME_TOKENS, ends: 'word' },
    primary_shot_type: { kind: 'one of', values: primary_shot_type.options.map(quoted) },
    tags: { kind: 'some of', values: tags.element.options.map(quoted), most: MOST_TAGS },
    rating: { kind: 'one of', values: Array.from({ length: 11 }, (_, n) => (n / 10).toFixed(1)) },
    camera_movement: { kind: 'one of', values: camera_movement.options.map(quoted) },
    segments: { kind: 'stretch', times: timesOf(frameTimes, durationSeconds) },
    thumbnail_frame: { kind: 'one of', values: frameTimes.map((_, frame) => String(frame)) },
  };
}

/** As the frames' labels write them; the end of the clip comes last. */
function timesOf(frameTimes: readonly number[], durationSeconds: number): string[] {
  return [...new Set([...frameTimes, durationSeconds].map((seconds) => seconds.toFixed(1)))];
}

function quoted(word: string): string {
  return JSON.stringify(word);
}
