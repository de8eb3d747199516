/** Where a box of an MP4 file begins and how long it is, in bytes. */
type Box = { start: number; size: number };

/** Finds a box anywhere by its four letters. */
function boxNamed(bytes: Buffer, type: string): Box {
  // The first `avc1` is a brand that the file claims.
  const start = bytes.lastIndexOf(type, undefined, 'latin1') - 4;
  if (start < 0) {
    throw new Error(`no ${type} box`);
  }
  return { start, size: bytes.readUInt32BE(start) };
}

/** The file without one of its boxes. */
export function withoutBox(bytes: Buffer, type: string): Buffer {
  const { start, size } = boxNamed(bytes, type);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + size)]);
}

/** The file with nothing but zeros in one of its boxes. */
export function zeroedBox(bytes: Buffer, type: string): Buffer {
  const { start, size } = boxNamed(bytes, type);
  return Buffer.from(bytes).fill(0, start + 8, start + size);
}

/** The file with other bytes at an offset after the letters of a box. */
export function patched(bytes: Buffer, type: string, offset: number, values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, boxNamed(bytes, type).start + 4 + offset);
  return copy;
}
