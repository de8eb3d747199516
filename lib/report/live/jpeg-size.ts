import { closeSync, constants, openSync, readSync } from 'node:fs';

/** In bytes. A picture's size stands behind its tables, and behind what a camera has written about it. */
const LONGEST_HEAD = 64 * 1024;

/** The size of a JPEG file in px; `undefined` when it is none, or none that tells it soon (ITU-T T.81, B.2). */
export function jpegSize(file: string): { width: number; height: number } | undefined {
  const head = headOf(file);
  if (head === undefined || head.readUInt16BE(0) !== 0xffd8) {
    return undefined;
  }
  for (let at = 2; at + 9 <= head.length && head[at] === 0xff; ) {
    const marker = head[at + 1] ?? 0;
    if (isStartOfFrame(marker)) {
      return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) };
    }
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}

/** Those between are tables. */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function headOf(file: string): Buffer | undefined {
  try {
    // Opening a pipe would wait for somebody who writes into it.
    const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const buffer = Buffer.alloc(LONGEST_HEAD);
      const length = readSync(handle, buffer, 0, LONGEST_HEAD, 0);
      return length < 2 ? undefined : buffer.subarray(0, length);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Missing, or not to be read: there is no picture.
    return undefined;
  }
}
