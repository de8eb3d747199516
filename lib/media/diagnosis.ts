import { open } from 'node:fs/promises';
import { messageOf } from '../errors.ts';

/** Enough of a file to see how it begins, in bytes. */
const HEAD = 16;
/** Boxes at the top of an MP4 file that are read; real files have fewer than ten. */
const MAX_BOXES = 1000;

type Box = { type: string; start: number; size: number };

/**
 * Why FFmpeg found nothing to read in a file, in words that its owner understands; nothing when
 * the file is neither empty nor a cut off MP4.
 */
export async function whyUnreadable(file: string): Promise<string | undefined> {
  try {
    return await whyInWords(file);
  } catch (error) {
    // No right to read it, a broken disk: the system says it best.
    return messageOf(error);
  }
}

async function whyInWords(file: string): Promise<string | undefined> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const boxAt = async (start: number): Promise<Box | undefined> => {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, start);
      return bytesRead < 8 ? undefined : box(buffer.subarray(0, bytesRead), start, size);
    };
    const first = await boxAt(0);
    if (size === 0) {
      return 'the file is empty';
    }
    if (first?.type !== 'ftyp') {
      return undefined;
    }
    let next: Box | undefined = first;
    for (let seen = 0; next && seen < MAX_BOXES; seen++) {
      if (next.type === 'moov') {
        return next.start + next.size > size
          ? 'it is cut off in the middle of its index (moov)'
          : undefined;
      }
      next = await boxAt(next.start + next.size);
    }
    return 'it is cut off: its index (moov) is missing';
  } finally {
    await handle.close();
  }
}

/** ISO/IEC 14496-12, 4.2: size, type, and a 64-bit size when the first says 1. */
function box(head: Buffer, start: number, fileSize: number): Box | undefined {
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE(0);
  if (short === 0) {
    return { type, start, size: fileSize - start };
  }
  if (short === 1) {
    return head.length < HEAD ? undefined : { type, start, size: Number(head.readBigUInt64BE(8)) };
  }
  return short < 8 ? undefined : { type, start, size: short };
}
