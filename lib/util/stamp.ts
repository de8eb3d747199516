import type { Stats } from 'node:fs';
import { statsOf } from './stats-of.ts';

/**
 * In ms. A file that was written so shortly before it was looked at may be written once more without a new time: file systems
 * count in steps, FAT in 2 s.
 */
const RECENT_MS = 3000;

/** Differs when one of the files was written, came or went. */
export function stampOf(...files: string[]): string {
  return files.map((file) => stampOfStats(statsOf(file))).join(' ');
}

/** With the time of its last change too, which no program sets back. Another file system has files of the same numbers. */
export function stampOfStats(stats: Stats | undefined): string {
  return stats === undefined
    ? '-'
    : [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(':');
}

/**
 * Whether a file was written just now, or in the future of this clock: its stamp may stay the same when it is written again.
 *
 * @param now in ms since 1970
 */
export function isRecent({ mtimeMs, ctimeMs }: Stats, now: number): boolean {
  return Math.max(mtimeMs, ctimeMs) > now - RECENT_MS;
}
