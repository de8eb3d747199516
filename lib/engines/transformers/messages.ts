import type { Tokens } from '../engine.ts';
import type { Form } from './form.ts';

/** Which model is to be loaded, and how. */
export type ModelSettings = {
  /** As in `describe.model`: its name on the hub, unless there is a folder. */
  model: string;
  /** A local folder; then nothing is downloaded. */
  folder?: string;
  dtype?: string;
  device?: string;
};

/** What there is to say about one clip. */
export type Question = {
  /** Texts, and pictures as JPEG files. */
  content: readonly (string | Uint8Array)[];
  form: Form;
  temperature: number;
};

/** What is known of a model once it is loaded, in tokens. */
export type ModelFacts = {
  /** For prompt, pictures and answer together. */
  context: number;
  tokensPerPicture: number;
};

/** A filled-in form as JSON. */
export type FilledIn = { text: string; tokens: Tokens };

/** What the model process is told. */
export type Order =
  | { kind: 'load'; settings: ModelSettings }
  | { kind: 'count'; text: string }
  | { kind: 'answer'; question: Question };

/** What it answers to each order. */
export type Result =
  | { kind: 'loaded'; facts: ModelFacts }
  | { kind: 'counted'; tokens: number }
  | { kind: 'answered'; answer: FilledIn };
