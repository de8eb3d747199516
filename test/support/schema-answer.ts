import type { Random } from '../../tools/example-clips/random.ts';

/**
 * JSON that obeys a schema and means nothing, as a model of random weights gives when a server holds it to
 * the schema. Numbers are written as such a model writes them: 5e91313 is a number, says the schema.
 *
 * @param format the request's `response_format`
 */
export function answerOf(format: unknown, random: Random): string {
  return jsonOf((format as Format).json_schema.schema, random);
}

type Format = { json_schema: { schema: Schema } };
type Schema = {
  type?: string;
  enum?: string[];
  items?: Schema;
  properties?: Record<string, Schema>;
};

function jsonOf(schema: Schema, random: Random): string {
  if (schema.enum !== undefined) {
    return JSON.stringify(schema.enum[Math.floor(random() * schema.enum.length)]);
  }
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {});
      return `{ ${fields.map(([name, inner]) => `"${name}" :${jsonOf(inner, random)}`).join(' ,')}}`;
    }
    case 'array': {
      const items = Array.from({ length: Math.floor(random() * 4) }, () =>
        jsonOf(schema.items ?? {}, random),
      );
      return `[${items.join(', ')}]`;
    }
    case 'string':
      return JSON.stringify(`a${lettersOf(random)}`);
    case 'integer':
      return String(Math.floor((random() - 0.3) * 10 ** Math.floor(random() * 9)));
    default:
      return NUMBERS[Math.floor(random() * NUMBERS.length)] ?? '0';
  }
}

const NUMBERS = [
  '5e91313',
  '82E125',
  '-3',
  '66211210',
  '5.733937298615',
  '0',
  '0.25',
  '-0.0',
  '12',
];

/** Printable signs, so that every text has a letter in it but may not look like words. */
function lettersOf(random: Random): string {
  const length = Math.floor(random() * 60);
  return Array.from({ length }, () => String.fromCharCode(32 + Math.floor(random() * 95))).join('');
}
