import { type GgufTensor, ggufFile } from './gguf-writer.ts';
import { RandomWeights } from './random.ts';
import { logOdds, tokenizerOf } from './tokenizer.ts';

/** Length of a token's vector; a projector's output must have it too. */
export const HIDDEN = 64;
const FEED_FORWARD = 96;
const LAYERS = 2;
const HEADS = 4;

/**
 * The first number of every token's vector is the same and far larger than the others, and no layer writes to it. So
 * it can carry how often each token is said.
 */
const CONSTANT = 4;

export type LanguageModel = {
  name: string;
  /** Tokens that fit into prompt and answer together. */
  context: number;
  seed: number;
  /** A text whose words are one token each; other words are a token a letter. */
  vocabulary: string;
};

/** The file of a Llama with random weights, which writes letters, quotation marks and digits. */
export function languageModel({ name, context, seed, vocabulary }: LanguageModel): Buffer {
  const { tokens, metadata } = tokenizerOf(vocabulary);
  return ggufFile(
    {
      'general.architecture': 'llama',
      'general.type': 'model',
      'general.name': name,
      'general.file_type': { uint32: 0 },
      'llama.context_length': { uint32: context },
      'llama.embedding_length': { uint32: HIDDEN },
      'llama.block_count': { uint32: LAYERS },
      'llama.feed_forward_length': { uint32: FEED_FORWARD },
      'llama.attention.head_count': { uint32: HEADS },
      'llama.attention.head_count_kv': { uint32: HEADS },
      'llama.attention.layer_norm_rms_epsilon': { float32: 1e-5 },
      'llama.rope.dimension_count': { uint32: HIDDEN / HEADS },
      'llama.vocab_size': { uint32: tokens.length },
      ...metadata,
    },
    tensorsOf(tokens, new RandomWeights(seed)),
  );
}

function tensorsOf(tokens: readonly string[], random: RandomWeights): GgufTensor[] {
  const matrix = (name: string, from: number, to: number, scale: number): GgufTensor => ({
    name,
    shape: [from, to],
    data: random.even(from * to, scale),
  });
  const norm = (name: string): GgufTensor => ({
    name,
    shape: [HIDDEN],
    data: new Float32Array(HIDDEN).fill(1),
  });
  /** Into the vectors, but not into their first number. */
  const writing = (name: string, from: number): GgufTensor => {
    const tensor = matrix(name, from, HIDDEN, 0.3);
    tensor.data.fill(0, 0, from);
    return tensor;
  };
  const embedding = matrix('token_embd.weight', HIDDEN, tokens.length, 1);
  const output = matrix('output.weight', HIDDEN, tokens.length, 0.2);
  for (const [id, token] of tokens.entries()) {
    embedding.data[id * HIDDEN] = CONSTANT;
    // After the last norm the first number is about this large.
    output.data[id * HIDDEN] = logOdds(token) / (CONSTANT / 1.2);
  }
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const named = (part: string): string => `blk.${layer}.${part}.weight`;
    return [
      norm(named('attn_norm')),
      matrix(named('attn_q'), HIDDEN, HIDDEN, 0.2),
      matrix(named('attn_k'), HIDDEN, HIDDEN, 0.2),
      matrix(named('attn_v'), HIDDEN, HIDDEN, 0.2),
      writing(named('attn_output'), HIDDEN),
      norm(named('ffn_norm')),
      matrix(named('ffn_gate'), HIDDEN, FEED_FORWARD, 0.2),
      matrix(named('ffn_up'), HIDDEN, FEED_FORWARD, 0.2),
      writing(named('ffn_down'), FEED_FORWARD),
    ];
  });
  return [embedding, norm('output_norm.weight'), output, ...layers.flat()];
}
