/** What the tiny model can read and say: every byte, a few marks, and the words of its scripts. */

/** Marks of SmolVLM's prompts. */
export const MARKS = [
  '<|im_start|>',
  '<end_of_utterance>',
  '<fake_token_around_image>',
  '<global-img>',
  '<image>',
] as const;

export type Vocabulary = {
  /** By how it is written in tokenizer.json. */
  ids: Map<string, number>;
  size: number;
  /** The id of a mark, of a byte's character, or of a word with the space before it. */
  id(token: string): number;
};

export function vocabularyOf(words: Iterable<string>): Vocabulary {
  const tokens = new Set<string>(MARKS);
  for (let byte = 0; byte < 256; byte++) {
    tokens.add(byteCharacter(byte));
  }
  for (const word of words) {
    tokens.add(written(word));
  }
  const ids = new Map([...tokens].map((token, id) => [token, id]));
  return {
    ids,
    size: ids.size,
    id: (token) => {
      const id = ids.get(token) ?? ids.get(written(token));
      if (id === undefined) {
        throw new Error(`no token ${token}`);
      }
      return id;
    },
  };
}

/** A text in the characters that byte-level BPE (that of GPT-2) writes bytes with. */
function written(text: string): string {
  return [...Buffer.from(text)].map(byteCharacter).join('');
}

/** Bytes that print stand for themselves; the others for the characters from U+0100 on. */
function byteCharacter(byte: number): string {
  return String.fromCharCode(prints(byte) ? byte : 0x100 + UNPRINTED.indexOf(byte));
}

function prints(byte: number): boolean {
  return (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
}

const UNPRINTED = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !prints(byte));
