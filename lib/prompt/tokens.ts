/**
 * Signs per token of common byte-pair vocabularies: four letters of a Latin script, one sign of a
 * script that is written without an alphabet. An estimate: only a model's own tokenizer knows.
 */
export const LETTERS_PER_TOKEN = 4;
const SIGNS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu;

/** About how many tokens a text takes. */
export function estimateTokens(text: string): number {
  const signs = text.match(SIGNS)?.length ?? 0;
  return signs + Math.ceil((text.length - signs) / LETTERS_PER_TOKEN);
}
