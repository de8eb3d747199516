import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { ModelTooLargeError } from './errors.ts';

/** The least context that a clip can be described in, in tokens. */
const LEAST_CONTEXT = 4096;

const GRAPHICS = '/sys/class/drm';

/** Where NVIDIA's driver shows that there is a card; how much memory it has is not told there. */
const NVIDIA = ['/proc/driver/nvidia/gpus', 'C:\\Windows\\System32\\nvidia-smi.exe'];

/**
 * Refuses a model that cannot run here: its files and the least context are more than all memory there
 * is. What other programs take at the moment does not count; nor a graphics card's memory where it is unknown.
 *
 * @param bytes of the model's files
 * @param contextBytesPerToken `undefined` before its header was read
 * @throws ModelTooLargeError
 */
export function checkMemory(
  model: string,
  bytes: number,
  contextBytesPerToken: number | undefined,
): void {
  const needed = bytes + LEAST_CONTEXT * (contextBytesPerToken ?? 0);
  const memory = mainMemory() + graphicsMemory();
  if (needed > memory) {
    throw new ModelTooLargeError(model, needed, memory);
  }
}

/** What this process and its children may take, in bytes: a container has less than its machine. */
export function mainMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** In bytes; AMD's driver tells it. Macs with Apple silicon share the main memory. */
function graphicsMemory(): number {
  if (NVIDIA.some(existsSync)) {
    return Number.POSITIVE_INFINITY;
  }
  try {
    return readdirSync(GRAPHICS)
      .filter((name) => /^card\d+$/.test(name))
      .map((name) => join(GRAPHICS, name, 'device', 'mem_info_vram_total'))
      .filter(existsSync)
      .reduce((sum, file) => sum + Number(readFileSync(file, 'utf8')), 0);
  } catch {
    // No Linux, or no card.
    return 0;
  }
}
