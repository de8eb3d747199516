import type { Range } from '../../record/schema.ts';

/**
 * The values of an answer's fields, repaired where the meaning is clear. Each function returns
 * `undefined` when it is not.
 */

/** What the values are about. */
export type Bounds = {
  durationSeconds: number;
  /** How many frames the model was shown. */
  frameCount: number;
};

/** In characters: a page and a half. */
const LONGEST_TEXT = 4000;

/** Words on one line, without control characters. Without a letter it is none. */
export function readText(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const text = value
    .slice(0, LONGEST_TEXT)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trim();
  return /\p{L}/u.test(text) ? text : undefined;
}

/** What can be kept of a text that breaks off: whole sentences. */
export function wholeSentences(text: string): string | undefined {
  return /^.*[.!?…。！？]["”’)]*(?=\s|$)/su.exec(text)?.[0];
}

/** What can be kept of a name that breaks off: whole words. */
export function wholeWords(name: string): string | undefined {
  return /^.*\p{L}.*(?=[\s_-]+[^\s_-]*$)/su.exec(name)?.[0];
}

/**
 * The one of `words` that is meant, whatever its case, hyphens and company: `POV`, `Close-Up`,
 * `establishing shot`. Two of them in one value are no answer.
 */
export function readWord<Word extends string>(
  value: unknown,
  words: readonly Word[],
  alsoCalled: Readonly<Record<string, Word>> = {},
): Word | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  const said = ` ${plain(value.slice(0, 100))} `;
  const names = [...words.map((word) => [word, word] as const), ...Object.entries(alsoCalled)];
  const meant = new Set(
    names.filter(([name]) => said.includes(` ${plain(name)} `)).map(([, word]) => word as Word),
  );
  const [word] = meant;
  return meant.size === 1 ? word : undefined;
}

/** A list of such words, or a text with commas between them; what is none of them is left out. */
export function readWords<Word extends string>(
  value: unknown,
  words: readonly Word[],
  alsoCalled: Readonly<Record<string, Word>> = {},
): Word[] | undefined {
  const items = typeof value === 'string' ? value.split(/[,;|/]/) : value;
  if (!Array.isArray(items)) {
    return undefined;
  }
  const known = items
    .slice(0, 100)
    .map((item) => readWord(item, words, alsoCalled))
    .filter((word) => word !== undefined);
  return items.length > 0 && known.length === 0 ? undefined : [...new Set(known)];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .replace(/\bclose up\b/g, 'closeup');
}

/**
 * A rating from 0 to 1: as it was asked for, as `85%`, as a bare 85 (above 10 it can only be of a
 * hundred), or as `8/10` and `4 out of 5`. A bare 7 may be of ten or of a hundred, and says nothing.
 */
export function readRating(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return fractionOf(value);
  }
  const said = typeof value === 'string' ? value.trim().replace(',', '.') : '';
  const [, number = '', unit, total] =
    /^([+-]?\d*\.?\d+(?:e[+-]?\d+)?)\s*(?:(%|percent)|(?:\/|out of|of)\s*(\d+))?$/i.exec(said) ??
    [];
  if (number === '') {
    return undefined;
  }
  const whole = unit !== undefined ? 100 : total !== undefined ? Number(total) : undefined;
  if (whole === undefined) {
    return fractionOf(Number(number));
  }
  const share = Number(number) / whole;
  return share >= 0 && share <= 1 ? share : undefined;
}

function fractionOf(number: number): number | undefined {
  if (number >= 0 && number <= 1) {
    return number;
  }
  return number > 10 && number <= 100 ? number / 100 : undefined;
}

/** The number of a frame that there is; a model that counts from 1 means the last with one beyond it. */
export function readFrame(value: unknown, { frameCount }: Bounds): number | undefined {
  const said = typeof value === 'string' ? /^\D{0,20}(\d{1,9})\D?$/.exec(value.trim())?.[1] : value;
  const number = typeof said === 'string' ? Number(said) : said;
  if (typeof number !== 'number') {
    return undefined;
  }
  const frame = Math.round(number);
  return frame >= 0 && frame <= frameCount && frameCount > 0
    ? Math.min(frameCount - 1, frame)
    : undefined;
}

/**
 * Stretches inside the clip, in order and apart: reversed ones are turned round, crossing ones
 * joined, and what is beyond the clip is cut off.
 */
export function readSegments(value: unknown, { durationSeconds }: Bounds): Range[] | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const inside = value
    .slice(0, 1000)
    .map(readRange)
    .filter((range) => range !== undefined)
    .map(([a, b]) => ({
      start_seconds: Math.max(0, Math.min(a, b)),
      end_seconds: Math.min(durationSeconds, Math.max(a, b)),
    }))
    .filter(({ start_seconds, end_seconds }) => start_seconds < end_seconds)
    .toSorted((a, b) => a.start_seconds - b.start_seconds);
  const apart: Range[] = [];
  for (const range of inside) {
    const before = apart.at(-1);
    if (before !== undefined && range.start_seconds <= before.end_seconds) {
      before.end_seconds = Math.max(before.end_seconds, range.end_seconds);
    } else {
      apart.push(range);
    }
  }
  return value.length > 0 && apart.length === 0 ? undefined : apart;
}

const START = /^(in|start|from|begin)/i;
const END = /^(out|end|to|until)/i;

/** `{in_seconds, out_seconds}` and what it may be called, `[0, 3.5]`, `"0:00 - 0:03.5"`. */
function readRange(value: unknown): [number, number] | undefined {
  let ends: unknown[] = [];
  if (typeof value === 'string') {
    ends = value.split(/\s*(?:-->|–|—|-|\bto\b)\s*/);
  } else if (Array.isArray(value)) {
    ends = value;
  } else if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value);
    ends = [START, END].map((name) => fields.find(([key]) => name.test(key))?.[1]);
  }
  const [a, b] = ends.slice(0, 2).map(readSeconds);
  return a === undefined || b === undefined ? undefined : [a, b];
}

/** Seconds as a number or a text (`12.5`, `12.5 s`), or `MM:SS`, `HH:MM:SS.sss`. */
export function readSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : undefined;
  }
  const said = typeof value === 'string' ? value.trim().replace(',', '.') : '';
  const plainSeconds = /^([+-]?\d+(?:\.\d+)?)\s*(?:s|sec|seconds?)?$/i.exec(said)?.[1];
  if (plainSeconds !== undefined) {
    return Number(plainSeconds);
  }
  if (!/^\d{1,3}(:\d{1,2}){1,2}(\.\d+)?$/.test(said)) {
    return undefined;
  }
  return said.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
