import { wholeSentences, wholeWords } from '../answer/fields.ts';
import type { Field, Form } from './form.ts';
import { chooseToken } from './sample-token.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A model in the middle of its answer. */
export interface TokenWriter {
  readonly vocabulary: Vocabulary;
  encode(text: string): number[];
  decode(tokens: readonly number[]): string;
  /** Puts tokens behind what is written. */
  write(tokens: readonly number[]): void;
  /** The logits of the next token. */
  next(): Promise<Float32Array>;
}

/** In tokens. A text ends where its last tokens repeat a sequence of this length. */
const REPEATED_TOKENS = 4;

/** After so many tokens without a letter, one with a letter must come. */
const MOST_SIGNS = 8;

/**
 * Lets a model fill in a form. Whatever is no word of its own is written for it, and where only some
 * words are allowed it can choose no other. So the answer is a JSON object with these fields, whatever
 * the model is.
 *
 * @param temperature for the texts; what is chosen among few is always the likeliest
 */
export async function fillForm(
  form: Form,
  writer: TokenWriter,
  temperature: number,
): Promise<string> {
  const written: string[] = [];
  for (const [name, field] of Object.entries(form)) {
    const before = `${written.length === 0 ? ' {' : ', '}"${name}": `;
    written.push(`"${name}": ${await fillField(field, writer, before, temperature)}`);
  }
  return `{${written.join(', ')}}`;
}

/** @param before what stands before the field's value */
async function fillField(
  field: Field,
  writer: TokenWriter,
  before: string,
  temperature: number,
): Promise<string> {
  switch (field.kind) {
    case 'text':
      writer.write(writer.encode(`${before}"`));
      return JSON.stringify(await ownWords(field, writer, temperature));
    case 'one of':
      writer.write(writer.encode(before));
      return chooseText(field.values, ',', writer);
    case 'some of':
      writer.write(writer.encode(`${before}[`));
      return `[${(await some(field, writer)).join(', ')}]`;
    case 'stretch':
      return stretch(field.times, writer, before);
  }
}

async function ownWords(
  { mostTokens, ends }: Extract<Field, { kind: 'text' }>,
  writer: TokenWriter,
  temperature: number,
): Promise<string> {
  const { vocabulary } = writer;
  const tokens: number[] = [];
  let hasLetter = false;
  while (tokens.length < mostTokens || !hasLetter) {
    const needsLetter = !hasLetter && tokens.length >= MOST_SIGNS;
    const repeated = repetitions(tokens);
    const token = chooseToken(
      await writer.next(),
      (id) =>
        vocabulary.forbidden[id] === 0 &&
        (hasLetter || vocabulary.ends[id] === 0) &&
        (!needsLetter || vocabulary.hasLetter[id] === 1) &&
        (needsLetter || !repeated.has(id)),
      temperature,
    );
    if (vocabulary.ends[token] === 1) {
      writer.write(writer.encode('"'));
      // Some tokens are a quotation mark and what stands before it.
      return clean(writer.decode([...tokens, token]).split('"', 1)[0] ?? '');
    }
    tokens.push(token);
    hasLetter ||= vocabulary.hasLetter[token] === 1;
    writer.write([token]);
  }
  writer.write(writer.encode('"'));
  const text = clean(writer.decode(tokens));
  const whole = ends === 'sentence' ? wholeSentences(text) : wholeWords(text);
  return whole !== undefined && /\p{L}/u.test(whole) ? whole : text;
}

/** The tokens that would make the last ones a repetition. */
function repetitions(tokens: readonly number[]): Set<number> {
  const length = REPEATED_TOKENS - 1;
  const last = tokens.slice(-length);
  const found = new Set<number>();
  for (let start = 0; last.length === length && start < tokens.length - length; start++) {
    const next = tokens[start + length];
    if (next !== undefined && last.every((token, index) => tokens[start + index] === token)) {
      found.add(next);
    }
  }
  return found;
}

/** Without the replacement character of a sign whose last bytes were not said. */
function clean(text: string): string {
  return text.replaceAll('\ufffd', '').trim();
}

async function some(
  { values, most }: Extract<Field, { kind: 'some of' }>,
  writer: TokenWriter,
): Promise<string[]> {
  const chosen: string[] = [];
  while (chosen.length < most) {
    const comma = chosen.length === 0 ? '' : ', ';
    const left = values.filter((value) => !chosen.includes(value)).map((value) => comma + value);
    const next = await chooseText([...left, ']'], '', writer);
    if (next === ']') {
      return chosen;
    }
    chosen.push(next.slice(comma.length));
  }
  writer.write(writer.encode(']'));
  return chosen;
}

async function stretch(
  times: readonly string[],
  writer: TokenWriter,
  before: string,
): Promise<string> {
  if (times.length < 2) {
    writer.write(writer.encode(`${before}[]`));
    return '[]';
  }
  writer.write(writer.encode(`${before}[{"in_seconds": `));
  const start = await chooseText(times.slice(0, -1), ',', writer);
  writer.write(writer.encode(' "out_seconds": '));
  const end = await chooseText(times.slice(times.indexOf(start) + 1), '}', writer);
  writer.write(writer.encode(']'));
  return `[{"in_seconds": ${start}, "out_seconds": ${end}}]`;
}

/**
 * Writes the one of some texts that the model finds likeliest, token for token.
 *
 * @param end what follows the text; it tells `1` from `10`
 */
async function chooseText(
  texts: readonly string[],
  end: string,
  writer: TokenWriter,
): Promise<string> {
  let candidates = texts.map((text) => ({ text, tokens: writer.encode(text + end) }));
  for (let at = 0; ; at++) {
    const [first, ...others] = candidates;
    if (first === undefined) {
      throw new Error('nothing to choose from');
    }
    if (others.length === 0 || at >= first.tokens.length) {
      writer.write(first.tokens.slice(at));
      return first.text;
    }
    const next = new Set(candidates.map(({ tokens }) => tokens[at]));
    const [only] = next;
    const token =
      next.size === 1 && only !== undefined
        ? only
        : chooseToken(await writer.next(), (id) => next.has(id), 0);
    candidates = candidates.filter(({ tokens }) => tokens[at] === token);
    writer.write([token]);
  }
}
