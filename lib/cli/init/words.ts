import { bytesText } from '../../model-files/bytes.ts';
import type { Hardware } from './hardware.ts';

/** What to expect of a machine without graphics that llama.cpp uses. */
export const SLOW = 'on the processor alone a clip takes minutes';

/** `Apple M2 Pro and 16 GB of memory`. */
export function machine({ device, memoryBytes }: Hardware): string {
  return `${device} and ${Math.round(memoryBytes / 2 ** 30)} GB of memory`;
}

export function aboutDownload(bytes: number): string {
  return bytes === 0 ? 'downloaded already' : `${bytesText(bytes)} to download`;
}
