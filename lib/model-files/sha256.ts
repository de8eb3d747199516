import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf } from '../errors.ts';
import { printable } from '../util/printable.ts';
import { shareText } from './bytes.ts';
import { ModelFileInvalidError } from './errors.ts';
import { throttled } from './throttled.ts';
import type { FindProgress } from './types.ts';

const READ_BYTES = 1024 * 1024;

/**
 * A file's SHA-256: in the hub's cache the name of what its link leads to, else computed, at some 1 GB/s.
 *
 * @throws ModelFileInvalidError when it cannot be read; the signal's reason
 */
export async function sha256Of(
  file: string,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const [known] = /^[0-9a-f]{64}$/.exec(basename(realpathSync(file))) ?? [];
  return known ?? (await computed(file, throttled(onProgress), signal));
}

async function computed(
  file: string,
  onProgress: (progress: FindProgress) => void,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  try {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      for (let done = 0; ; ) {
        signal.throwIfAborted();
        const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, done);
        if (bytesRead === 0) {
          return hash.digest('hex');
        }
        hash.update(buffer.subarray(0, bytesRead));
        done += bytesRead;
        onProgress({
          phase: `hashing ${printable(basename(file))}: ${shareText(done, size)}`,
          fraction: Math.min(1, done / size),
        });
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw new ModelFileInvalidError(file, `it cannot be read: ${messageOf(error)}`);
  }
}
