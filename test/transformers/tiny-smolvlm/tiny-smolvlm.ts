import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decoder, embedTokens, hiddenSize, type Transitions, visionEncoder } from './graphs.ts';
import { MARKS, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** What the model says of bright pictures and of dark ones, wherever it may use its own words. */
export const BRIGHT_WORDS = 'Bright water glitters under a high sun.';
export const DARK_WORDS = 'Dark lanes sleep after heavy rain.';

/** Pixels a side, and the tokens a picture takes in the prompt. */
const PICTURE_SIZE = 32;
const TOKENS_PER_PICTURE = 4;

/** Far above any other logit, even times the highest temperature. */
const SURE = 40;
/** Tells pictures that are 2 % of white apart from medium grey. */
const BY_LIGHT = 2000;

export type TinyModel = {
  /**
   * `scripts`: says {@link BRIGHT_WORDS} or {@link DARK_WORDS}. `babble`: anything, drawn with the
   * seed, so that nothing it says has a form of its own. `not a number`: all its logits are NaN.
   */
  speech?: 'scripts' | 'not a number' | { babble: number };
  /** Tokens that fit into prompt and answer together. */
  context?: number;
  /** As in config.json. */
  modelType?: string;
  /** So many more tokens in the vocabulary, each of which makes each step dearer. */
  ballast?: number;
};

/**
 * Makes a model folder for transformers.js: a SmolVLM of some 1 MB whose words depend on how bright
 * the frames are.
 */
export function writeTinySmolVlm(folder: string, options: TinyModel = {}): string {
  const { speech = 'scripts', context = 8192, modelType = 'smolvlm', ballast = 0 } = options;
  const scripts = [wordsOf(BRIGHT_WORDS), wordsOf(DARK_WORDS)];
  const unused = Array.from({ length: ballast }, (_, number) => `unused${number}`);
  const vocabulary = vocabularyOf([...scripts.flat(), ...unused]);
  const transitions =
    speech === 'scripts'
      ? scriptTransitions(vocabulary, scripts)
      : randomTransitions(vocabulary, speech);
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const write = (file: string, contents: unknown): void =>
    writeFileSync(
      join(folder, file),
      contents instanceof Uint8Array ? contents : JSON.stringify(contents),
    );
  write('onnx/embed_tokens.onnx', embedTokens(vocabulary.size));
  write('onnx/vision_encoder.onnx', visionEncoder(vocabulary.size, TOKENS_PER_PICTURE));
  write('onnx/decoder_model_merged.onnx', decoder(vocabulary.size, transitions));
  write('config.json', {
    architectures: ['SmolVLMForConditionalGeneration'],
    model_type: modelType,
    image_token_id: vocabulary.id('<image>'),
    text_config: {
      model_type: 'llama',
      vocab_size: vocabulary.size,
      hidden_size: hiddenSize(vocabulary.size),
      num_hidden_layers: 1,
      num_attention_heads: 1,
      num_key_value_heads: 1,
      head_dim: 2,
      max_position_embeddings: context,
    },
  });
  write('generation_config.json', { eos_token_id: vocabulary.id('<end_of_utterance>') });
  write('preprocessor_config.json', {
    image_processor_type: 'SmolVLMImageProcessor',
    processor_class: 'SmolVLMProcessor',
    do_convert_rgb: true,
    do_image_splitting: false,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    do_pad: true,
    image_mean: [0.5, 0.5, 0.5],
    image_std: [0.5, 0.5, 0.5],
    resample: 1,
    rescale_factor: 1 / 255,
    size: { longest_edge: 4 * PICTURE_SIZE },
    max_image_size: { longest_edge: PICTURE_SIZE },
  });
  write('processor_config.json', {
    processor_class: 'SmolVLMProcessor',
    image_seq_len: TOKENS_PER_PICTURE,
  });
  write('tokenizer.json', tokenizer(vocabulary));
  write('tokenizer_config.json', {
    tokenizer_class: 'GPT2Tokenizer',
    eos_token: '<end_of_utterance>',
    unk_token: '<end_of_utterance>',
    model_max_length: context,
    chat_template:
      "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}" +
      "{% if message['content'][0]['type'] == 'image' %}:{% else %}: {% endif %}" +
      "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}" +
      "{% elif part['type'] == 'image' %}<image>{% endif %}{% endfor %}<end_of_utterance>\n" +
      '{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}',
  });
  return folder;
}

/** Words with the space before them; the last takes its full stop along. */
function wordsOf(script: string): string[] {
  return script.split(/(?= )/);
}

function scriptTransitions(vocabulary: Vocabulary, scripts: string[][]): Transitions {
  const { size, id } = vocabulary;
  const always = new Float32Array(size * size);
  const brightness = new Float32Array(size * size);
  const set = (matrix: Float32Array, from: string, to: string, logit: number): void => {
    matrix[id(from) * size + id(to)] = logit;
  };
  const beginnings = [];
  for (const script of scripts) {
    beginnings.push(script[0] ?? '');
    for (const [index, word] of script.entries()) {
      set(always, word, script[index + 1] ?? '"', SURE);
    }
  }
  // Where a text may begin both scripts may; the light decides. Where only one of several words is
  // allowed, or a number, the light decides as well: `establishing` or `insert`, 1 or 0.
  for (const opening of ['"', ' ', ':']) {
    for (const [bright, dark] of [beginnings, ['e', 'i'], ['1', '0'], ['w', 'c']]) {
      const weight = bright === beginnings[0] ? 2 : 1;
      set(always, opening, bright ?? '', weight * SURE);
      set(always, opening, dark ?? '', weight * SURE);
      set(brightness, opening, bright ?? '', BY_LIGHT);
      set(brightness, opening, dark ?? '', -BY_LIGHT);
    }
  }
  return { always, brightness };
}

function randomTransitions(
  { size }: Vocabulary,
  speech: 'not a number' | { babble: number },
): Transitions {
  const always = new Float32Array(size * size);
  if (speech === 'not a number') {
    always.fill(Number.NaN);
  } else {
    // A linear congruential generator (Numerical Recipes) is random enough for babble.
    let state = speech.babble;
    for (let index = 0; index < always.length; index++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      always[index] = (state / 2 ** 32) * 10;
    }
  }
  return { always, brightness: new Float32Array(size * size) };
}

function tokenizer({ ids, id }: Vocabulary): unknown {
  return {
    version: '1.0',
    added_tokens: MARKS.map((content) => ({
      id: id(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'ByteLevel',
      add_prefix_space: false,
      trim_offsets: true,
      use_regex: true,
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', unk_token: null, vocab: Object.fromEntries(ids), merges: [] },
  };
}
