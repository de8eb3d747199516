import { createHash } from 'node:crypto';
import { createReadStream, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Fingerprint } from './schema.ts';

/**
 * What a file is now: its size, its modification time and the SHA-256 of its contents.
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
  if (stats.mtimeMs === then.modified_ms) {
    return then;
  }
  const now = await fingerprintOf(file);
  return now.sha256 === then.sha256 ? now : undefined;
}

/** A file may vanish while a run goes on. One stat is quicker without the thread pool. */
function statIfThere(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}
