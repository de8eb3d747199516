/** In characters: leaves room for a number and an extension in a file name of 80. */
const MAX_LENGTH = 60;

/** The name when nothing of the text can be kept. */
const FALLBACK = 'clip';

/**
 * Words as one name in snake_case, safe as a file name: small letters and digits of any script,
 * joined by single underscores, at most 60 characters, cut between words.
 */
export function snakeCase(text: string): string {
  const words = text
    .normalize('NFC')
    .toLowerCase()
    // "it's" and "s’allumer" are one word each. Marks are part of their letters: Hindi's vowels.
    .replace(/['’]/gu, '')
    .split(/[^\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
  let name = '';
  for (const word of words) {
    const longer = name === '' ? word : `${name}_${word}`;
    if (longer.length > MAX_LENGTH) {
      break;
    }
    name = longer;
  }
  return name || firstLetters(words[0]) || FALLBACK;
}

/** Of a word that is too long by itself. */
function firstLetters(word: string | undefined): string {
  let name = '';
  for (const letter of word ?? '') {
    if (name.length + letter.length > MAX_LENGTH) {
      break;
    }
    name += letter;
  }
  return name;
}
