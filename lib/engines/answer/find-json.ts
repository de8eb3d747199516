import { jsonrepair } from 'jsonrepair';

/** The fields of a JSON object that was found in a text. Names and values are the model's, unchecked. */
export type Found = {
  fields: Map<string, unknown>;
  /** The field in which the text breaks off, when it does. */
  brokenOff: string | undefined;
};

/** In characters. An answer has some 2000; what is longer is read no further. */
const LONGEST_ANSWER = 50_000;

/** Talk may have braces of its own; the answer is looked for behind so many. */
const MOST_STARTS = 16;

/** The answer has three levels; what is nested deeper than this is none, and would take long to repair. */
const DEEPEST = 16;

/**
 * The JSON object in a model's answer, whatever stands around it and however it is damaged: the one
 * that has most of the wanted fields, of equals the last, since models think aloud first.
 *
 * @param wanted how many of the fields asked for are among these names
 * @returns `undefined` when there is none
 */
export function findAnswer(
  text: string,
  wanted: (names: readonly string[]) => number,
): Found | undefined {
  const answer = withoutReasoning(text.slice(0, LONGEST_ANSWER));
  const last = answer.lastIndexOf('}');
  let best: Found | undefined;
  let most = 0;
  let start = answer.indexOf('{');
  for (let starts = 0; start >= 0 && starts < MOST_STARTS; starts++) {
    let next = start + 1;
    for (const { span, breaksOff } of spansFrom(answer, start, last)) {
      const fields = unwrapped(parse(span), wanted);
      const count = wanted([...fields.keys()]);
      if (count > 0) {
        // What is within it is a part of it.
        next = Math.max(next, start + span.length);
      }
      if (count > 0 && count >= most) {
        most = count;
        best = { fields, brokenOff: breaksOff ? [...fields.keys()].at(-1) : undefined };
      }
    }
    start = answer.indexOf('{', next);
  }
  return best;
}

/** Reasoning models think within these tags; the opening one may be part of the chat template. */
function withoutReasoning(text: string): string {
  const end = '</think>';
  const at = text.lastIndexOf(end);
  return at < 0 ? text : text.slice(at + end.length);
}

/** `breaksOff`: it ends within a text, a number or a word. */
type Span = { span: string; breaksOff: boolean };

/** From an opening brace to the one that closes it, or to the last one, or to the end. */
function spansFrom(text: string, start: number, last: number): Span[] {
  const { end, inText, deepest } = scan(text, start);
  if (deepest > DEEPEST) {
    return [];
  }
  if (end !== undefined) {
    return [{ span: text.slice(start, end + 1), breaksOff: false }];
  }
  const open = { span: text.slice(start), breaksOff: inText || /[\w.+-]\s*$/.test(text) };
  // With a quotation mark too few or too many, braces cannot be told from text.
  return last > start ? [{ span: text.slice(start, last + 1), breaksOff: false }, open] : [open];
}

/** Where the brace at `start` is closed; without that, whether the text ends within quotation marks. */
function scan(text: string, start: number): { end?: number; inText: boolean; deepest: number } {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (inText) {
      if (sign === '\\') {
        at++;
      } else if (sign === '"') {
        inText = false;
      }
    } else if (sign === '"') {
      inText = true;
    } else if (sign === '{' || sign === '[') {
      deepest = Math.max(deepest, ++depth);
    } else if ((sign === '}' || sign === ']') && --depth === 0) {
      return { end: at, inText, deepest };
    }
  }
  return { inText, deepest };
}

/** @returns `undefined` when the text is beyond repair */
function parse(json: string): unknown {
  for (const attempt of ATTEMPTS) {
    try {
      return JSON.parse(attempt(json));
    } catch {
      // The next attempt repairs more.
    }
  }
  return undefined;
}

const unchanged = (json: string): string => json;
const ATTEMPTS = [unchanged, jsonrepair, (json: string) => jsonrepair(withQuotedTimes(json))];

/** `1:05` and `+0.8` without quotation marks are no JSON, and not what a repair expects. */
function withQuotedTimes(json: string): string {
  return json
    .replace(/([:[,]\s*)(\d{1,3}(?::\d{1,2}){1,2}(?:[.,]\d+)?)(?=\s*[,}\]])/g, '$1"$2"')
    .replace(/([:[,]\s*)\+(?=[.\d])/g, '$1');
}

/** Some models wrap the answer: `{"answer": {…}}`. */
function unwrapped(
  value: unknown,
  wanted: (names: readonly string[]) => number,
): Map<string, unknown> {
  const fields = fieldsOf(value);
  const [only] = fields.values();
  return wanted([...fields.keys()]) === 0 && fields.size === 1 ? fieldsOf(only) : fields;
}

/** A map, since `__proto__` is a name like any other here. */
function fieldsOf(value: unknown): Map<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : new Map();
}
