/**
 * Writes GGUF files, version 3: magic, counts, metadata, the tensors' names and places, then their data, each at
 * a multiple of 32 bytes.
 */

/** Value types of GGUF's metadata. */
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;

/** Tensor type of 32-bit floats. */
const F32 = 0;

const ALIGNMENT = 32;

/** A value of the metadata; a number's type must be said, since 1 may be either. */
export type GgufValue =
  | string
  | boolean
  | readonly string[]
  | { uint32: number }
  | { float32: number }
  | { int32s: readonly number[] }
  | { float32s: readonly number[] };

export type GgufTensor = {
  name: string;
  /** The fastest-running dimension first, as GGUF has it. */
  shape: readonly number[];
  data: Float32Array;
};

export function ggufFile(
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Buffer {
  const entries = Object.entries(metadata);
  const parts = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.length)];
  for (const [key, value] of entries) {
    parts.push(string(key), typed(value));
  }
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    parts.push(string(name), uint32(shape.length), ...shape.map(uint64), uint32(F32));
    parts.push(uint64(offset));
    offset += aligned(data.byteLength);
  }
  const header = Buffer.concat(parts);
  const padded = [padding(header.length), ...tensors.flatMap(({ data }) => dataOf(data))];
  return Buffer.concat([header, ...padded]);
}

function typed(value: GgufValue): Buffer {
  if (typeof value === 'string') {
    return Buffer.concat([uint32(STRING), string(value)]);
  }
  if (typeof value === 'boolean') {
    return Buffer.concat([uint32(BOOL), Buffer.from([value ? 1 : 0])]);
  }
  if (isTexts(value)) {
    return array(STRING, value.length, Buffer.concat(value.map(string)));
  }
  if ('uint32' in value) {
    return Buffer.concat([uint32(UINT32), uint32(value.uint32)]);
  }
  if ('float32' in value) {
    return Buffer.concat([uint32(FLOAT32), bytesOf(Float32Array.of(value.float32))]);
  }
  if ('int32s' in value) {
    return array(INT32, value.int32s.length, bytesOf(Int32Array.from(value.int32s)));
  }
  return array(FLOAT32, value.float32s.length, bytesOf(Float32Array.from(value.float32s)));
}

function isTexts(value: object): value is readonly string[] {
  return Array.isArray(value);
}

function array(type: number, length: number, contents: Buffer): Buffer {
  return Buffer.concat([uint32(ARRAY), uint32(type), uint64(length), contents]);
}

function dataOf(data: Float32Array): Buffer[] {
  return [bytesOf(data), padding(data.byteLength)];
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function padding(length: number): Buffer {
  return Buffer.alloc(aligned(length) - length);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
