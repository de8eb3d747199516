import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The folder, or the nearest above it that is there. */
export function nearestFolder(path: string): string {
  const above = dirname(path);
  return existsSync(path) || above === path ? path : nearestFolder(above);
}

/** What is free on the disk of a folder, which need not be there yet; infinite where the disk does not tell. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, blocks, bsize } = await statfs(nearestFolder(folder));
    // Some network disks have no blocks.
    return blocks > 0 ? bavail * bsize : Number.POSITIVE_INFINITY;
  } catch {
    // Whoever writes there finds out.
    return Number.POSITIVE_INFINITY;
  }
}
