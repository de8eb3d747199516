import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { isMapping } from '../util/mapping.ts';
import { ConfigKeyUnknownError, ConfigValueError } from './errors.ts';

/** Tells where a key with its dots was written: in a file, on the command line, in the options. */
type SourceOf = (key: string) => string;

/** The first issue as an error in the words of the schema's `expected` texts. */
export function explainIssue(
  schema: z.ZodObject,
  input: unknown,
  error: z.ZodError,
  sourceOf: SourceOf,
): ConfigKeyUnknownError | ConfigValueError {
  const issue = error.issues[0];
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') {
    return unknownKey(schema, [...path, issue.keys[0] ?? ''], sourceOf);
  }
  const key = keyAt(schema, path);
  const value = shown(valueAt(input, key.path));
  return new ConfigValueError(
    key.path.join('.'),
    value,
    key.expected,
    sourceOf(key.path.join('.')),
  );
}

/** The error for a key that is not in the schema, naming the nearest that is. */
export function unknownKey(
  schema: z.ZodObject,
  path: string[],
  sourceOf: SourceOf,
): ConfigKeyUnknownError {
  const parents = path.slice(0, -1);
  const known = Object.keys(shapeAt(schema, parents)).map((name) => [...parents, name].join('.'));
  const key = path.join('.');
  return new ConfigKeyUnknownError(key, closest(key, known), sourceOf(key));
}

/** An issue inside a list or union is explained by the key that holds it. */
function keyAt(schema: z.ZodObject, path: string[]): { path: string[]; expected: string } {
  for (let length = path.length; length > 0; length--) {
    const at = shapeAt(schema, path.slice(0, length - 1))[path[length - 1] ?? ''];
    const expected = at && (at.meta()?.expected ?? unwrapped(at).meta()?.expected);
    if (typeof expected === 'string') {
      return { path: path.slice(0, length), expected };
    }
  }
  return { path, expected: 'a mapping of keys to values' };
}

function shapeAt(schema: z.ZodObject, path: string[]): Record<string, z.ZodType> {
  let shape: Record<string, z.ZodType> = schema.shape;
  for (const name of path) {
    const at: z.ZodType | undefined = shape[name];
    const inner: z.ZodType | undefined = at && unwrapped(at);
    shape = inner instanceof z.ZodObject ? inner.shape : {};
  }
  return shape;
}

/** The schema without its default and `optional()`. */
export function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

function valueAt(input: unknown, path: string[]): unknown {
  return path.reduce<unknown>((value, name) => (isMapping(value) ? value[name] : value), input);
}

/** What stands before the @ of a URL is not repeated: messages are shown, logged and passed on. */
export function withoutPasswords(message: string): string {
  return message
    .replace(/:\/\/[^\s/@"]*@/g, '://…@')
    .replace(/(:\/\/[^\s?#"]*[?#])[^\s"]+/g, '$1…');
}

function shown(value: unknown): string {
  const json = withoutPasswords(JSON.stringify(value) ?? String(value));
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
