import { basename, dirname, resolve } from 'node:path';
import type { Config } from '../../config/schema.ts';

/** Where the pictures of a live report are kept: in the folder of the report on the disk. */
export function reportFolder({ report }: Config): string {
  return dirname(resolve(report.file));
}

/** That of a project's reports, on the disk and live. */
export function reportTitle(): string {
  return basename(process.cwd()) || 'Clips';
}
