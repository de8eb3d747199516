import assert from 'node:assert/strict';
import { resolveConfig } from '../../../lib/config/load.ts';
import { contextFor, mropeCells } from '../../../lib/engines/llama/context-size.ts';
import type { GgufFacts, ProjectorFacts } from '../../../lib/model-files/index.ts';

const QWEN3_VL: ProjectorFacts = {
  type: 'qwen3vl_merger',
  patchSize: 16,
  imageSize: 768,
  scaledSize: undefined,
  mergeSize: 2,
  projectionLength: 2560,
};
const SMOLVLM: ProjectorFacts = {
  ...{ type: 'idefics3', patchSize: 16, imageSize: 512, scaledSize: 2048, mergeSize: 4 },
  projectionLength: 960,
};

const factsOf = (projector: ProjectorFacts, contextLength = 262_144): GgufFacts => ({
  ...{ architecture: 'qwen3vl', name: undefined, quantization: 'Q4_K_M', contextLength },
  ...{ layers: 36, embeddingLength: 2560, heads: 32, keyValueHeads: 8 },
  ...{ contextBytesPerToken: 147_456, hasChatTemplate: true, usesMrope: true, projector },
});
const GIGABYTE = 2 ** 30;
const contextOf = (describe: object, facts: GgufFacts, slots = 1, memory = 64 * GIGABYTE): number =>
  contextFor(resolveConfig({ describe }).describe, facts, slots, memory);

describe('the context that the engine llama gives a clip', () => {
  it('has room for the pictures of the model at hand', () => {
    // 32 pictures of 298 × 168 px are 9 × 5 cells each for Qwen3-VL, and 16 tiles of 64 for SmolVLM.
    const qwen = contextOf({}, factsOf(QWEN3_VL));
    assert(qwen >= 32 * 45 + 2000 + 5000 && qwen < 14_000, `${qwen} tokens`);
    const smol = contextOf({}, factsOf(SMOLVLM));
    assert(smol >= 32 * 17 * 64 + 2000 + 5000 && smol < 52_000, `${smol} tokens`);
  });

  it('grows with frames, pixels and the length of the answer, and not beyond what the model knows', () => {
    const facts = factsOf(QWEN3_VL);
    const least = contextOf({}, facts);
    assert(contextOf({ max_frames: 64 }, facts) > least);
    assert(contextOf({ max_pixels: 640 }, facts) > least);
    assert.equal(contextOf({ max_tokens: 2000 + 4096 }, facts), least + 4096);
    assert.equal(
      contextOf({ max_frames: 512, max_pixels: 999 }, factsOf(QWEN3_VL, 32_768)),
      32_768,
    );
  });

  it('takes a quarter of the memory at most, all clips together', () => {
    const facts = factsOf(QWEN3_VL);
    const { contextBytesPerToken = 0 } = facts;
    for (const slots of [1, 2]) {
      const bytes =
        slots * contextBytesPerToken * contextOf({ max_frames: 512 }, facts, slots, 16 * GIGABYTE);
      assert(bytes > 3.8 * GIGABYTE && bytes < 4.4 * GIGABYTE, `${bytes} bytes`);
    }
    // With less, hardly a question has room.
    assert.equal(contextOf({}, facts, 4, GIGABYTE), 8192);
  });

  it('counts a picture by its cells, not by its positions', () => {
    assert.equal(mropeCells(QWEN3_VL, { width: 298, height: 168 }), 10 * 6);
    assert.equal(mropeCells(QWEN3_VL, { width: 20, height: 20 }), 16);
  });
});
