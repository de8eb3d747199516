import type { GgufValue } from './gguf-writer.ts';

/**
 * What the tiny model can read and say: every byte by itself, so any text, and the marks of prompts. A projector
 * of the kind idefics3 looks up the pieces of a line break, of two, and the marks around pictures; without one of
 * them llama.cpp fails.
 */
const BEGIN = '<|im_start|>';
const END = '<|im_end|>';
const TWO_LINE_BREAKS = '\n\n';

/** Rows and columns into which a picture may be cut. */
const MOST_TILES = 4;

const MARKS = [
  BEGIN,
  END,
  '<fake_token_around_image>',
  '<global-img>',
  '<image>',
  ...Array.from(
    { length: MOST_TILES ** 2 },
    (_, tile) => `<row_${Math.floor(tile / MOST_TILES) + 1}_col_${(tile % MOST_TILES) + 1}>`,
  ),
];

/** Token types of GGUF. */
const NORMAL = 1;
const CONTROL = 3;

/** How byte-level BPE (that of GPT-2) cuts a text before it merges bytes; the space is part of the word behind it. */
const WORD = / ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+/gu;

/** ChatML. A content is a text, or parts; llama.cpp itself puts a mark where each picture stands. */
const CHAT_TEMPLATE = [
  `{% for message in messages %}{{ '${BEGIN}' + message['role'] + '\\n' }}`,
  "{% if message['content'] is string %}{{ message['content'] }}{% else %}",
  "{% for part in message['content'] %}{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}",
  `{% endif %}{{ '${END}\\n' }}{% endfor %}`,
  `{% if add_generation_prompt %}{{ '${BEGIN}assistant\\n' }}{% endif %}`,
].join('');

export type Tokenizer = {
  /** By their ids. */
  tokens: readonly string[];
  metadata: Readonly<Record<string, GgufValue>>;
};

/** @param vocabulary a text whose words are one token each, but for some that others are merged before */
export function tokenizerOf(vocabulary = ''): Tokenizer {
  const words = prefixesOf(vocabulary);
  const tokens = [
    ...Array.from({ length: 256 }, (_, byte) => byteCharacter(byte)),
    written(TWO_LINE_BREAKS),
    ...MARKS,
    ...words.map(({ before, last }) => before + last),
  ];
  const lineBreak = written('\n');
  return {
    tokens,
    metadata: {
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.pre': 'gpt-2',
      'tokenizer.ggml.tokens': tokens,
      'tokenizer.ggml.token_type': {
        int32s: tokens.map((token) => (MARKS.includes(token) ? CONTROL : NORMAL)),
      },
      'tokenizer.ggml.merges': [
        `${lineBreak} ${lineBreak}`,
        ...words.map(({ before, last }) => `${before} ${last}`),
      ],
      'tokenizer.ggml.eos_token_id': { uint32: tokens.indexOf(END) },
      'tokenizer.ggml.padding_token_id': { uint32: tokens.indexOf(END) },
      'tokenizer.ggml.add_bos_token': false,
      'tokenizer.chat_template': CHAT_TEMPLATE,
    },
  };
}

/** The first two, three … characters of each word, as BPE merges them, each once. */
function prefixesOf(text: string): { before: string; last: string }[] {
  const prefixes = new Map<string, { before: string; last: string }>();
  for (const [word] of text.matchAll(WORD)) {
    const characters = [...written(word)];
    for (let length = 2; length <= characters.length; length++) {
      const before = characters.slice(0, length - 1).join('');
      const last = characters[length - 1] ?? '';
      prefixes.set(before + last, { before, last });
    }
  }
  return [...prefixes.values()];
}

/**
 * How often the model writes a token, as the logarithm of odds: as in English, but with enough quotation marks
 * for short texts, and an end now and then. Nothing that does not print, unless a grammar wants it.
 */
export function logOdds(token: string): number {
  if (token === END) {
    return 3;
  }
  const frequency = FREQUENCIES.get(token) ?? 0.01;
  return token.length === 1 && token >= '!' && token < '\u007f' ? Math.log(100 * frequency) : -8;
}

const FREQUENCIES = new Map<string, number>([
  ...[...'etaoinshrdlu'].map((letter, rank): [string, number] => [letter, 12 - rank]),
  ...[...'cmwfgypbvk'].map((letter): [string, number] => [letter, 2]),
  ...[...'0123456789'].map((digit): [string, number] => [digit, 1]),
  ['"', 10],
  // They end numbers, which have no end of their own.
  ...[...',}]'].map((sign): [string, number] => [sign, 6]),
]);

/** A text in the characters that byte-level BPE (that of GPT-2) writes bytes with. */
function written(text: string): string {
  return [...Buffer.from(text)].map(byteCharacter).join('');
}

/** Bytes that print stand for themselves; the others for the characters from U+0100 on. */
function byteCharacter(byte: number): string {
  const before = Array.from({ length: byte }, (_, other) => other).filter(isUnprinted).length;
  return String.fromCharCode(isUnprinted(byte) ? 0x100 + before : byte);
}

function isUnprinted(byte: number): boolean {
  return !((byte > 32 && byte < 127) || (byte > 160 && byte !== 173));
}
