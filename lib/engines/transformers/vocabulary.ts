/** What each token of a model stands for, as far as a form asks. */
export type Vocabulary = {
  size: number;
  /** Ends a text: it has a quotation mark in it, or is the end of the answer. */
  ends: Uint8Array;
  /** May not stand in a text: a line break, a backslash, one of the model's marks. */
  forbidden: Uint8Array;
  hasLetter: Uint8Array;
};

/**
 * @param textOf what a token reads as alone
 * @param marks ids of the tokens that are no text
 * @param ending ids of the marks with which the model ends its answers
 */
export function vocabularyOf(
  size: number,
  textOf: (id: number) => string,
  marks: readonly number[],
  ending: readonly number[],
): Vocabulary {
  const ends = new Uint8Array(size);
  const forbidden = new Uint8Array(size);
  const hasLetter = new Uint8Array(size);
  for (let id = 0; id < size; id++) {
    const text = textOf(id);
    ends[id] = text.includes('"') ? 1 : 0;
    forbidden[id] = text === '' || /[\\\p{Cc}]/u.test(text) ? 1 : 0;
    hasLetter[id] = /\p{L}/u.test(text) ? 1 : 0;
  }
  for (const id of marks) {
    forbidden[id] = 1;
    hasLetter[id] = 0;
  }
  for (const id of ending) {
    ends[id] = 1;
    forbidden[id] = 0;
  }
  return { size, ends, forbidden, hasLetter };
}
