import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether the tests run as they were compiled into build/, or from source. */
export const IS_COMPILED = extname(import.meta.url) === '.js';

/** The folder of the repository, however deep this module lies. */
export const REPOSITORY = fileURLToPath(
  new URL(IS_COMPILED ? '../../..' : '../..', import.meta.url),
);

/** A file of the repository that is not compiled. */
export function inRepository(...path: string[]): string {
  return join(REPOSITORY, ...path);
}
