import type { VlogDescribeError } from '../../errors.ts';
import { isMapping } from '../../util/mapping.ts';
import type { Address, HttpAnswer } from './call.ts';
import {
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerFailedError,
  ModelServerRefusedError,
  ModelServerUnauthorizedError,
} from './errors.ts';

/** What a server takes, as far as it says so when it refuses more. */
export type Limits = {
  mostFrames?: number | undefined;
  /** How long the request was, in tokens, and how long it may be with its answer. */
  promptTokens?: number | undefined;
  contextTokens?: number | undefined;
};

/**
 * What a server says when it does not do what it was asked. Servers differ in status and form;
 * what they have in common is a sentence, so that is what is looked at:
 *
 * - `frames`: more pictures or tokens than fit. llama-server (`exceed_context_size_error`), vLLM ("maximum
 *   context length", "longer than the maximum model length", "At most 4 image(s)"), LM Studio ("context
 *   the overflows", at status 200), OpenAI (`context_length_exceeded`).
 * - `full`: there was no room for this request beside others. llama-server ("Context size has been exceeded.", 500),
 *   whose slots share one context by default.
 * - `vision`: the model takes no pictures. llama-server ("image input is not supported", 500), vLLM ("is
 *   not a multimodal model", "At most 0 image(s)"), Ollama ("does not support image input"), LM Studio
 *   ("does not support images").
 * - `schema`: the server cannot hold an answer to a schema, or not to this one.
 * - `template`: it hands no arguments on to the model's chat template.
 * - `model`: there is no such model. vLLM and Ollama (404).
 * - `other`: see `error`.
 */
export type Refusal =
  | ({ kind: 'frames'; said: string } & Limits)
  | { kind: 'full' | 'vision' | 'schema' | 'template' | 'model'; said: string }
  | { kind: 'other'; error: VlogDescribeError };

const MOST_IMAGES = /at most (\d{1,6}) (?:image|multimodal|multi-modal)/i;
const TOO_LONG =
  /exceed_context_size|context_length_exceeded|(?:exceeds?|exceeded|longer than|greater than|maximum)[^.]{0,60}(?:context|model length)|context[^.]{0,40}(?:exceed|overflow)|too long to fit|too many (?:images|tokens)/i;
const FULL = /context size has been exceeded/i;
const NO_VISION =
  /mmproj|not (?:a )?(?:multi-?modal|vision)|(?:image|images|vision|multimodal)[^.]{0,40}not (?:be )?support|not support[^.]{0,30}(?:image|vision|multi-?modal)|missing data required for image/i;
const NO_SCHEMA =
  /response_format|json[ _]?schema|guided|grammar|structured output|schema conversion|unrecognized schema/i;
const NO_TEMPLATE_ARGUMENTS = /chat_template|enable_thinking/i;
const NO_MODEL =
  /model.{0,200}?(?:not (?:be )?found|does not exist|not exist|unknown|no such)|no such model|(?:unknown|invalid) model|model_not_found/i;

/** In characters: a sentence or two; some servers answer with a stack or with the whole request. */
const LONGEST_SAID = 300;

/** @returns `undefined` when the answer is no refusal */
export function refusalOf(answer: HttpAnswer, address: Address): Refusal | undefined {
  const { status, json } = answer;
  const said = withoutKey(saidBy(json), address.apiKey);
  // LM Studio has been seen to tell of errors with status 200.
  if (status >= 200 && status < 300 && !(isMapping(json) && json.error)) {
    return undefined;
  }
  const most = MOST_IMAGES.exec(said)?.[1];
  if (most !== undefined) {
    return most === '0'
      ? { kind: 'vision', said }
      : { kind: 'frames', said, mostFrames: Number(most) };
  }
  if (status === 401 || status === 403) {
    const error = new ModelServerUnauthorizedError(address.url, status, address.apiKeyEnv);
    return { kind: 'other', error };
  }
  if (status >= 500 && FULL.test(said)) {
    return { kind: 'full', said };
  }
  if (status === 413 || TOO_LONG.test(said)) {
    return { kind: 'frames', said, ...limitsIn(json, said) };
  }
  if (NO_TEMPLATE_ARGUMENTS.test(said)) {
    return { kind: 'template', said };
  }
  if (NO_SCHEMA.test(said)) {
    return { kind: 'schema', said };
  }
  if (NO_VISION.test(said)) {
    return { kind: 'vision', said };
  }
  if (NO_MODEL.test(said)) {
    return { kind: 'model', said };
  }
  return { kind: 'other', error: otherError(answer, address.url, said) };
}

/** llama-server says it in fields, vLLM, LM Studio and older llama-servers in their sentence. */
const CONTEXT =
  /(?:context (?:length|size|window)|model length)[^\d.]{0,40}(\d{3,8})|(\d{3,8})[- ]token context/i;

function limitsIn(json: unknown, said: string): Limits {
  const error = isMapping(json) && isMapping(json.error) ? json.error : {};
  const [, after, before] = CONTEXT.exec(said) ?? [];
  return {
    promptTokens: tokens(error.n_prompt_tokens),
    contextTokens: tokens(error.n_ctx) ?? tokens(Number(after ?? before)),
  };
}

function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function otherError(answer: HttpAnswer, url: string, said: string): VlogDescribeError {
  const { status, contentType, retryAfterSeconds } = answer;
  if (status === 429 || status === 503) {
    return new ModelServerBusyError(url, said || `status ${status}`, retryAfterSeconds);
  }
  if (status >= 500) {
    return new ModelServerFailedError(url, status, said || 'it says no more');
  }
  if (said === '' || status === 404 || status === 405 || status < 400) {
    const instead = what(status, contentType);
    return new ModelServerAnswerError(url, said === '' ? instead : `${instead}: ${said}`);
  }
  return new ModelServerRefusedError(url, status, said);
}

/** What came instead of a JSON answer, in a few words. */
export function what(status: number, contentType: string): string {
  const kind = /^[\w.+/-]{1,60}/.exec(contentType)?.[0];
  if (status >= 300 && status < 400) {
    return `status ${status}, a redirect, which is not followed`;
  }
  return `status ${status}${kind === undefined ? '' : `, ${kind}`}`;
}

/**
 * The sentence in an error's body: `{error: {message}}` (llama-server, vLLM, Ollama), `{error: "…"}`
 * (LM Studio), `{detail}` (FastAPI: a text or a list of `{msg}`), `{message}` (older vLLM). With the
 * error's type, where there is one.
 */
function saidBy(json: unknown): string {
  if (!isMapping(json)) {
    return '';
  }
  const { error, detail, message } = json;
  const first = Array.isArray(detail) ? detail[0] : detail;
  const inner = isMapping(error) ? [error.message, error.type] : [error, message];
  return [...inner, isMapping(first) ? first.msg : first]
    .filter((text) => typeof text === 'string')
    .map((text) => text.slice(0, LONGEST_SAID))
    .join(' ')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SAID);
}

/** Some servers repeat the key that they refuse. */
function withoutKey(text: string, apiKey: string | undefined): string {
  return apiKey === undefined ? text : text.replaceAll(apiKey, '…');
}
