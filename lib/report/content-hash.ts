import { createHash } from 'node:crypto';

/** The part of a file's name that changes with its contents. */
export function hashOf(contents: string | Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex').slice(0, 16);
}
