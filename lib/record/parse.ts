import type { ZodError, ZodType } from 'zod';
import { RecordMalformedError } from './errors.ts';
import { VideoDescription } from './schema.ts';

/**
 * Checks what was read from a record, or received from the daemon: the value of `JSON.parse()`. Fields
 * of other programs pass.
 *
 * @throws {@link VlogDescribeError} with `code` `RECORD_MALFORMED`, naming the first field that is wrong
 */
export function parseVideoDescription(value: unknown): VideoDescription {
  return parseRecord(VideoDescription, value);
}

/** @throws RecordMalformedError naming the first field that is wrong */
export function parseRecord<Fields>(schema: ZodType<Fields>, value: unknown): Fields {
  const { data, error } = schema.safeParse(value);
  if (error !== undefined) {
    throw new RecordMalformedError(whatIsWrong(error), { cause: error });
  }
  return data;
}

/** The first field that is wrong, and what was expected. */
export function whatIsWrong({ issues: [issue] }: ZodError): string {
  return [issue?.path.join('.') ?? '', issue?.message ?? '']
    .filter((part) => part !== '')
    .join(': ');
}
