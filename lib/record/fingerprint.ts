import { createHash } from 'node:crypto';
import { createReadStream, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fingerprint } from './schema.ts';

/**
 * How long a file may be changed again without a new time, in ms: 2 s where times are whole seconds (FAT), else
 * the 10 ms of exFAT and of kernels' clocks.
 */
const COARSE_MS = 2000;
const FINE_MS = 20;

/**
 * What a file is now: its size, its modification time and the SHA-256 of its contents. One that has just been
 * changed is read when its time can no longer be that of a later change.
 *
 * @param checkpoint called after each part of the contents
 * @throws Error that says why it cannot be read: opening a pipe would wait without end
 */
export async function fingerprintOf(
  file: string,
  checkpoint?: () => Promise<void>,
): Promise<Fingerprint> {
  const stats = await stat(file);
  if (!stats.isFile()) {
    throw new Error(stats.isDirectory() ? 'it is a folder' : 'it is not a file');
  }
  const { size, mtimeMs } = stats;
  await untilChangesShow(mtimeMs);
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) {
    hash.update(part);
    await checkpoint?.();
  }
  return { size_bytes: size, modified_ms: mtimeMs, sha256: hash.digest('hex') };
}

/**
 * Whether a file is still what it was. Size and time decide first; only when the time has moved
 * (a copied or touched file) are the contents read.
 */
export async function isUnchanged(file: string, then: Fingerprint): Promise<boolean> {
  return (await unchanged(file, then)) !== undefined;
}

/** The file's fingerprint now, with its present time; `undefined` when its contents have changed. */
export async function unchanged(file: string, then: Fingerprint): Promise<Fingerprint | undefined> {
  const stats = statIfThere(file);
  if (stats === undefined || !stats.isFile() || stats.size !== then.size_bytes) {
    return undefined;
  }
  if (isSameTime(stats.mtimeMs, then.modified_ms)) {
    return then;
  }
  const now = await fingerprintOf(file);
  return now.sha256 === then.sha256 ? now : undefined;
}

/** A file may vanish while a run goes on. One stat is quicker without the thread pool. */
function statIfThere(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

/** Whether two machines may mean the same by these times: one of them cuts it off, perhaps to whole seconds. */
function isSameTime(a: number, b: number): boolean {
  const second = Math.floor(a / 1000) === Math.floor(b / 1000);
  return Math.abs(a - b) < 1 || (second && (a % 1000 === 0 || b % 1000 === 0));
}

async function untilChangesShow(mtimeMs: number): Promise<void> {
  const span = mtimeMs % 1000 === 0 ? COARSE_MS : FINE_MS;
  const left = mtimeMs + span - Date.now();
  // One from the future has not just been changed.
  if (left > 0 && left <= span) {
    await sleep(left);
  }
}
