import type { Stats } from 'node:fs';
import { statsOf } from '../util/stats-of.ts';

/** Differs when one of the files was written, came or went. */
export function stampOf(...files: string[]): string {
  return files.map((file) => stampOfStats(statsOf(file))).join(' ');
}

/** With the time of its last change too, which no program sets back. */
export function stampOfStats(stats: Stats | undefined): string {
  return stats === undefined ? '-' : `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}`;
}
