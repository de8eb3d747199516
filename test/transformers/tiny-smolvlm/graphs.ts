/**
 * The three graphs of a SmolVLM, of the smallest kind: a token's embedding is one-hot, and a row of
 * a matrix tells which token follows it. Behind the vocabulary stand two more dimensions: whether the
 * embedding is of a picture, and how bright that picture is. The decoder keeps these two in its
 * key-value cache, and adds the mean brightness of all pictures times a second matrix. So what it
 * says depends on the pixels, and on nothing else.
 */
import { type Graph, onnxModel } from './onnx.ts';

/** What follows what, as logits; rows are the last token, columns the next. */
export type Transitions = {
  always: Float32Array;
  /** Times the mean brightness, from -1 (black) to 1 (white). */
  brightness: Float32Array;
};

const PICTURE_DIMENSIONS = 2;

export function hiddenSize(vocabularySize: number): number {
  return vocabularySize + PICTURE_DIMENSIONS;
}

export function embedTokens(vocabularySize: number): Uint8Array {
  const hidden = hiddenSize(vocabularySize);
  const oneHot = new Float32Array(vocabularySize * hidden);
  for (let id = 0; id < vocabularySize; id++) {
    oneHot[id * hidden + id] = 1;
  }
  return onnxModel({
    inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] }],
    outputs: [
      { name: 'inputs_embeds', type: 'float', shape: ['batch_size', 'sequence_length', hidden] },
    ],
    constants: [{ name: 'one_hot', shape: [vocabularySize, hidden], values: oneHot }],
    nodes: [{ op: 'Gather', inputs: ['one_hot', 'input_ids'], outputs: ['inputs_embeds'] }],
  });
}

export function visionEncoder(vocabularySize: number, tokensPerPicture: number): Uint8Array {
  const hidden = hiddenSize(vocabularySize);
  const size = tokensPerPicture * hidden;
  const isPicture = new Float32Array(size);
  const brightness = new Float32Array(size);
  for (let token = 0; token < tokensPerPicture; token++) {
    isPicture[token * hidden + vocabularySize] = 1;
    brightness[token * hidden + vocabularySize + 1] = 1;
  }
  const shape = [1, tokensPerPicture, hidden];
  const picture = ['height', 'width'];
  return onnxModel({
    inputs: [
      {
        name: 'pixel_values',
        type: 'float',
        shape: ['batch_size', 'num_images', 3, ...picture],
      },
      {
        name: 'pixel_attention_mask',
        type: 'bool',
        shape: ['batch_size', 'num_images', ...picture],
      },
    ],
    outputs: [
      { name: 'image_features', type: 'float', shape: ['num_images', tokensPerPicture, hidden] },
    ],
    constants: [
      { name: 'is_picture', shape, values: isPicture },
      { name: 'brightness', shape, values: brightness },
      { name: 'per_picture', shape: [3], values: [-1, 1, 1] },
    ],
    nodes: [
      {
        op: 'ReduceMean',
        inputs: ['pixel_values'],
        outputs: ['means'],
        attributes: { axes: [2, 3, 4], keepdims: 0 },
      },
      { op: 'Reshape', inputs: ['means', 'per_picture'], outputs: ['mean_of_each'] },
      { op: 'Mul', inputs: ['mean_of_each', 'brightness'], outputs: ['bright_part'] },
      { op: 'Add', inputs: ['bright_part', 'is_picture'], outputs: ['image_features'] },
    ],
  });
}

export function decoder(vocabularySize: number, { always, brightness }: Transitions): Uint8Array {
  const cache = (name: string, length: string): Graph['inputs'][number] => ({
    name,
    type: 'float',
    shape: ['batch_size', 1, length, PICTURE_DIMENSIONS],
  });
  const square = [vocabularySize, vocabularySize];
  const total = 'past_sequence_length + sequence_length';
  return onnxModel({
    inputs: [
      {
        name: 'inputs_embeds',
        type: 'float',
        shape: ['batch_size', 'sequence_length', hiddenSize(vocabularySize)],
      },
      { name: 'attention_mask', type: 'int64', shape: ['batch_size', total] },
      { name: 'position_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] },
      cache('past_key_values.0.key', 'past_sequence_length'),
      cache('past_key_values.0.value', 'past_sequence_length'),
    ],
    outputs: [
      {
        name: 'logits',
        type: 'float',
        shape: ['batch_size', 'sequence_length', vocabularySize],
      },
      cache('present.0.key', total),
      cache('present.0.value', total),
    ],
    constants: [
      { name: 'always', shape: square, values: always },
      { name: 'brightness', shape: square, values: brightness },
      { name: 'nothing', shape: [1], values: [0] },
      { name: 'vocabulary', shape: [1], values: [vocabularySize] },
      { name: 'everything', shape: [1], values: [vocabularySize + PICTURE_DIMENSIONS] },
      { name: 'flag', shape: [1], values: [0] },
      { name: 'value', shape: [1], values: [1] },
      { name: 'end', shape: [1], values: [PICTURE_DIMENSIONS] },
      { name: 'heads', shape: [1], values: [1] },
      { name: 'hidden_axis', shape: [1], values: [2] },
      { name: 'cache_axis', shape: [1], values: [3] },
      { name: 'token_axis', shape: [1], values: [2] },
      { name: 'scalar', shape: [3], values: [-1, 1, 1] },
      { name: 'some', shape: [1], values: Float32Array.of(1e-6) },
    ],
    nodes: [
      {
        op: 'Slice',
        inputs: ['inputs_embeds', 'nothing', 'vocabulary', 'hidden_axis'],
        outputs: ['words'],
      },
      {
        op: 'Slice',
        inputs: ['inputs_embeds', 'vocabulary', 'everything', 'hidden_axis'],
        outputs: ['pictures'],
      },
      { op: 'Unsqueeze', inputs: ['pictures', 'heads'], outputs: ['pictures_of_head'] },
      {
        op: 'Concat',
        inputs: ['past_key_values.0.key', 'pictures_of_head'],
        outputs: ['present.0.key'],
        attributes: { axis: 2 },
      },
      {
        op: 'Concat',
        inputs: ['past_key_values.0.value', 'pictures_of_head'],
        outputs: ['present.0.value'],
        attributes: { axis: 2 },
      },
      {
        op: 'Slice',
        inputs: ['present.0.key', 'flag', 'value', 'cache_axis'],
        outputs: ['flags'],
      },
      {
        op: 'Slice',
        inputs: ['present.0.value', 'value', 'end', 'cache_axis'],
        outputs: ['values'],
      },
      {
        op: 'ReduceSum',
        inputs: ['flags', 'token_axis'],
        outputs: ['seen'],
        attributes: { keepdims: 1 },
      },
      {
        op: 'ReduceSum',
        inputs: ['values', 'token_axis'],
        outputs: ['light'],
        attributes: { keepdims: 1 },
      },
      { op: 'Add', inputs: ['seen', 'some'], outputs: ['seen_at_all'] },
      { op: 'Div', inputs: ['light', 'seen_at_all'], outputs: ['mean_light'] },
      { op: 'Reshape', inputs: ['mean_light', 'scalar'], outputs: ['mean'] },
      { op: 'MatMul', inputs: ['words', 'always'], outputs: ['next'] },
      { op: 'MatMul', inputs: ['words', 'brightness'], outputs: ['next_if_bright'] },
      { op: 'Mul', inputs: ['next_if_bright', 'mean'], outputs: ['by_light'] },
      { op: 'Add', inputs: ['next', 'by_light'], outputs: ['logits'] },
    ],
  });
}
