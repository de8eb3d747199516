import { createHash } from 'node:crypto';
import { messageOf } from '../errors.ts';
import type { Measured } from '../record/schema.ts';
import type { Cue } from '../subtitles/cue.ts';
import { readText } from '../util/read-text.ts';
import { BUILT_IN_PROMPT } from './built-in.ts';
import { PromptInvalidError } from './errors.ts';
import { factLines } from './facts.ts';
import { frameLabel } from './frame-label.ts';
import { quotation } from './quotation.ts';
import { fill, partsOf, problemOf, type TemplateParts } from './template.ts';

/** In bytes: some sixty pages. */
const LARGEST_PROMPT = 256 * 1024;

/** What a prompt tells a model of one clip. */
export type PromptFacts = {
  durationSeconds: number;
  /** Times of the frames that the model is shown, in s. */
  frameTimes: readonly number[];
  measured: Measured;
  cues: readonly Cue[];
  /** What the transcript may take, by estimate; default 1500. */
  transcriptTokens?: number;
};

/** What a model is told of one clip, in the order in which it reads it. */
export type ClipPrompt = {
  /** Up to the pictures. May be empty. */
  before: string;
  /** For each frame, what stands right before its picture. */
  labels: string[];
  /** After the pictures. May be empty. */
  after: string;
};

/**
 * The words that a model is asked with. The form of the answer is none of their business: engines add
 * it, so that no prompt can break the record.
 */
export class Prompt {
  /** SHA-256 of the template. */
  readonly sha256: string;
  readonly #template: TemplateParts;

  private constructor(template: string) {
    this.#template = partsOf(template);
    this.sha256 = createHash('sha256').update(template).digest('hex');
  }

  /**
   * @param file `describe.prompt_file`; the built-in words when it is left out
   * @throws PromptInvalidError when it cannot be read, lacks `{{frames}}` or `{{transcript}}`, or has
   *   a placeholder that nobody knows
   */
  static load(file?: string): Prompt {
    return new Prompt(file === undefined ? BUILT_IN_PROMPT : readTemplate(file));
  }

  /** What comes first and is the same for all clips: role and rules. May be empty. */
  get constant(): string {
    return this.#template.constant;
  }

  about({
    durationSeconds,
    frameTimes,
    measured,
    cues,
    transcriptTokens,
  }: PromptFacts): ClipPrompt {
    const labels = frameTimes.map(frameLabel);
    const values = {
      duration: `${durationSeconds.toFixed(1)} s`,
      // The pictures are at the first; at any other there is a table.
      frames: labels.join('\n'),
      measured: factLines(measured),
      transcript: quotation(cues, transcriptTokens),
    };
    const { before, after } = this.#template;
    return { before: fill(before, values), labels, after: fill(after, values) };
  }
}

function readTemplate(file: string): string {
  let template: string;
  try {
    template = readText(file, LARGEST_PROMPT);
  } catch (error) {
    throw new PromptInvalidError(file, `cannot be read (${messageOf(error)}).`, { cause: error });
  }
  const problem = problemOf(template);
  if (problem !== undefined) {
    throw new PromptInvalidError(file, problem);
  }
  return template;
}
