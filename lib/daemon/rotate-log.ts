import { fstat, type Stats, statSync } from 'node:fs';
import { copyFile, truncate } from 'node:fs/promises';
import { promisify } from 'node:util';
import { messageOf } from '../errors.ts';
import { log } from './log.ts';

/** Larger than this, a log becomes `daemon.log.1`, and a new one begins. */
const MOST_BYTES = 10 * 1024 * 1024;

const INTERVAL_MS = 10_000;

const STDOUT = 1;

/**
 * Keeps the log of a daemon that runs for months within bounds. It is copied and emptied rather than
 * renamed, because children have it open too; all append, so they go on at its new end.
 *
 * @returns ends it
 */
export function rotateWhileRunning(
  file: string,
  { mostBytes = MOST_BYTES, intervalMs = INTERVAL_MS } = {},
): () => void {
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) {
      return;
    }
    busy = true;
    try {
      await rotateIfLarge(file, STDOUT, mostBytes);
    } catch (error) {
      clearInterval(timer);
      log(`${file} is not rotated: ${messageOf(error)}`);
    } finally {
      busy = false;
    }
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** @param fd what is printed to, which in the foreground is another file or none */
export async function rotateIfLarge(file: string, fd: number, mostBytes: number): Promise<void> {
  const open: Stats = await promisify(fstat)(fd);
  const there = statSync(file, { throwIfNoEntry: false });
  if (
    there?.ino === open.ino &&
    there.dev === open.dev &&
    there.isFile() &&
    there.size > mostBytes
  ) {
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}
