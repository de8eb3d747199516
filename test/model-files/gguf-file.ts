import { ggufFile } from '../support/tiny-gguf/gguf-writer.ts';

type Values = Parameters<typeof ggufFile>[0];

/** The bytes of a model with a tensor of 4 KB. */
export function model(values: Values = {}): Buffer {
  return ggufFile(
    {
      'general.architecture': 'qwen3vl',
      'general.name': 'Qwen3 VL Tiny',
      'general.file_type': { uint32: 15 },
      'qwen3vl.block_count': { uint32: 36 },
      'qwen3vl.context_length': { uint32: 262_144 },
      'qwen3vl.embedding_length': { uint32: 2560 },
      'qwen3vl.attention.head_count': { uint32: 32 },
      'qwen3vl.attention.head_count_kv': { uint32: 8 },
      'qwen3vl.attention.key_length': { uint32: 128 },
      'qwen3vl.attention.value_length': { uint32: 128 },
      'qwen3vl.rope.dimension_sections': { int32s: [24, 20, 20, 0] },
      'tokenizer.ggml.tokens': ['a', 'b', 'c'],
      'tokenizer.chat_template': '{{ messages }}',
      ...values,
    },
    [{ name: 'token_embd.weight', shape: [32, 32], data: new Float32Array(1024) }],
  );
}

/** Those of its projector. */
export function projector(values: Values = {}): Buffer {
  return ggufFile(
    {
      'general.architecture': 'clip',
      'clip.has_vision_encoder': true,
      'clip.projector_type': 'qwen3vl_merger',
      'clip.vision.patch_size': { uint32: 16 },
      'clip.vision.image_size': { uint32: 768 },
      'clip.vision.spatial_merge_size': { uint32: 2 },
      'clip.vision.projection_dim': { uint32: 2560 },
      ...values,
    },
    [{ name: 'mm.0.weight', shape: [16, 16], data: new Float32Array(256) }],
  );
}

/** The bytes of a header that claims what it likes; texts are written without their length. */
export function hostileHeader(...parts: (bigint | string | number[])[]): Buffer {
  const bytes = parts.map((part) => (typeof part === 'bigint' ? uint64(part) : Buffer.from(part)));
  return Buffer.concat([Buffer.from('GGUF\u0003\0\0\0'), ...bytes, Buffer.alloc(64)]);
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
