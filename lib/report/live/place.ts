import { resolve } from 'node:path';

/** Where the pictures of a live report are kept: in the folder of the report on the disk. */
export function reportFolder(): string {
  return resolve('report');
}
