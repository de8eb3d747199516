import { type GgufTensor, ggufFile } from './gguf-writer.ts';
import { HIDDEN } from './language-model.ts';
import { RandomWeights } from './random.ts';

const EMBEDDING = 32;
const FEED_FORWARD = 48;
const LAYERS = 1;
const HEADS = 2;

/** In px. */
const PATCH = 16;

/** So many patches a side become one token. */
const MERGED = 2;

export type Projector = {
  name: string;
  /** In px a side, a multiple of 32. Each 32 × 32 px are a token. */
  imageSize: number;
  seed: number;
};

/** The file of a projector of the kind idefics3 (that of SmolVLM) with random weights. */
export function projector({ name, imageSize, seed }: Projector): Buffer {
  return ggufFile(
    {
      'general.architecture': 'clip',
      'general.type': 'mmproj',
      'general.name': name,
      'general.file_type': { uint32: 0 },
      'clip.has_vision_encoder': true,
      'clip.projector_type': 'idefics3',
      'clip.use_gelu': true,
      'clip.vision.image_size': { uint32: imageSize },
      'clip.vision.preproc_image_size': { uint32: imageSize },
      'clip.vision.patch_size': { uint32: PATCH },
      'clip.vision.embedding_length': { uint32: EMBEDDING },
      'clip.vision.feed_forward_length': { uint32: FEED_FORWARD },
      'clip.vision.projection_dim': { uint32: HIDDEN },
      'clip.vision.block_count': { uint32: LAYERS },
      'clip.vision.attention.head_count': { uint32: HEADS },
      'clip.vision.attention.layer_norm_epsilon': { float32: 1e-6 },
      'clip.vision.image_mean': { float32s: [0.5, 0.5, 0.5] },
      'clip.vision.image_std': { float32s: [0.5, 0.5, 0.5] },
      'clip.vision.projector.scale_factor': { uint32: MERGED },
    },
    tensorsOf(new RandomWeights(seed), (imageSize / PATCH) ** 2),
  );
}

function tensorsOf(random: RandomWeights, patches: number): GgufTensor[] {
  const tensor = (name: string, shape: readonly number[], scale = 0.2): GgufTensor => ({
    name,
    shape,
    data: random.even(
      shape.reduce((product, length) => product * length, 1),
      scale,
    ),
  });
  const norm = (name: string): GgufTensor[] => [
    { name: `${name}.weight`, shape: [EMBEDDING], data: new Float32Array(EMBEDDING).fill(1) },
    { name: `${name}.bias`, shape: [EMBEDDING], data: new Float32Array(EMBEDDING) },
  ];
  const linear = (name: string, from: number, to: number): GgufTensor[] => [
    tensor(`${name}.weight`, [from, to]),
    tensor(`${name}.bias`, [to]),
  ];
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const named = (part: string): string => `v.blk.${layer}.${part}`;
    return [
      ...norm(named('ln1')),
      ...linear(named('attn_q'), EMBEDDING, EMBEDDING),
      ...linear(named('attn_k'), EMBEDDING, EMBEDDING),
      ...linear(named('attn_v'), EMBEDDING, EMBEDDING),
      ...linear(named('attn_out'), EMBEDDING, EMBEDDING),
      ...norm(named('ln2')),
      ...linear(named('ffn_up'), EMBEDDING, FEED_FORWARD),
      ...linear(named('ffn_down'), FEED_FORWARD, EMBEDDING),
    ];
  });
  return [
    tensor('v.patch_embd.weight', [PATCH, PATCH, 3, EMBEDDING]),
    tensor('v.patch_embd.bias', [EMBEDDING]),
    tensor('v.position_embd.weight', [EMBEDDING, patches]),
    ...layers.flat(),
    ...norm('v.post_ln'),
    tensor('mm.model.fc.weight', [EMBEDDING * MERGED ** 2, HIDDEN]),
  ];
}
