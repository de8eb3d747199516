import { writeFileSync } from 'node:fs';

type Value = string | number | boolean | string[] | number[];
type Tensor = { name: string; dimensions: number[]; type?: number; offset?: number };
type Gguf = {
  version?: number;
  values?: Record<string, Value>;
  tensors?: Tensor[];
  /** Of tensors, in bytes. */
  data?: number;
};

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const uint64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer =>
  Buffer.concat([uint64(Buffer.byteLength(value)), Buffer.from(value)]);

function encoded(value: Value): Buffer {
  if (typeof value === 'string') {
    return Buffer.concat([uint32(8), text(value)]);
  }
  if (typeof value === 'boolean') {
    return Buffer.concat([uint32(7), Buffer.from([Number(value)])]);
  }
  if (typeof value === 'number') {
    return Buffer.concat([uint32(4), uint32(value)]);
  }
  const [first] = value;
  return Buffer.concat([
    uint32(9),
    uint32(typeof first === 'string' ? 8 : 4),
    uint64(value.length),
    ...value.map((each) => (typeof each === 'string' ? text(each) : uint32(each))),
  ]);
}

/** The bytes of a GGUF file: a header, and zeros for the tensors' data. */
export function ggufBytes({ version = 3, values = {}, tensors = [], data = 0 }: Gguf): Buffer {
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    uint32(version),
    uint64(tensors.length),
    uint64(Object.keys(values).length),
    ...Object.entries(values).flatMap(([key, value]) => [text(key), encoded(value)]),
    ...tensors.flatMap(({ name, dimensions, type = 0, offset = 0 }) => [
      text(name),
      uint32(dimensions.length),
      ...dimensions.map(uint64),
      uint32(type),
      uint64(offset),
    ]),
  ]);
  return Buffer.concat([
    header,
    Buffer.alloc(Math.ceil(header.length / 32) * 32 - header.length + data),
  ]);
}

/** A model of one tensor of 4 KB. */
export const MODEL: Gguf = {
  values: {
    'general.architecture': 'qwen3vl',
    'general.name': 'Qwen3 VL Tiny',
    'general.file_type': 15,
    'qwen3vl.block_count': 36,
    'qwen3vl.context_length': 262_144,
    'qwen3vl.embedding_length': 2560,
    'qwen3vl.attention.head_count': 32,
    'qwen3vl.attention.head_count_kv': 8,
    'qwen3vl.attention.key_length': 128,
    'qwen3vl.attention.value_length': 128,
    'tokenizer.ggml.tokens': ['a', 'b', 'c'],
    'tokenizer.chat_template': '{{ messages }}',
  },
  tensors: [{ name: 'token_embd.weight', dimensions: [32, 32] }],
  data: 4096,
};

/** Its projector. */
export const PROJECTOR: Gguf = {
  values: {
    'general.architecture': 'clip',
    'clip.has_vision_encoder': true,
    'clip.projector_type': 'qwen3vl_merger',
    'clip.vision.patch_size': 16,
    'clip.vision.image_size': 768,
    'clip.vision.spatial_merge_size': 2,
    'clip.vision.projection_dim': 2560,
  },
  tensors: [{ name: 'mm.0.weight', dimensions: [16, 16] }],
  data: 1024,
};

export function writeGguf(file: string, gguf: Gguf): void {
  writeFileSync(file, ggufBytes(gguf));
}
