import { pictureSize } from '../../media/sample/geometry.ts';
import { isMapping } from '../../util/mapping.ts';
import type { Correction, Reply } from '../answer/ask.ts';
import { type ClipQuestion, pictureCount } from '../answer/question.ts';
import { ANSWER_JSON_SCHEMA, limitedJsonSchema, type SchemaForm } from '../answer/schema.ts';
import { greyJpeg } from './grey-jpeg.ts';
import type { Trial } from './trial.ts';

/** What is asked of a model about a clip. */
export type Question = ClipQuestion & {
  maxTokens: number;
  temperature: number;
  /** The model's last answer, when it could not be used. */
  correction: Correction | undefined;
};

/**
 * What turns off thinking in the templates of Qwen3, GLM and others; those of other models do not look at it. Added to
 * the body for servers that hand it on to the template.
 */
export const NO_THINKING = { chat_template_kwargs: { enable_thinking: false } };

/**
 * The body of `POST /chat/completions`, in the form that llama-server, vLLM, Ollama, LM Studio and mlx-vlm have
 * in common: texts, and pictures as data URLs.
 *
 * @param form of the schema that the server is asked to hold the answer to
 * @param takesSystem whether the server has a place for a system message
 */
export function chatBody(
  model: string,
  question: Question,
  form: SchemaForm,
  takesSystem: boolean,
): Record<string, unknown> {
  const { maxTokens, temperature } = question;
  return {
    model,
    stream: false,
    max_tokens: maxTokens,
    temperature,
    messages: chatMessages(question, takesSystem),
    ...(form !== 'none' && {
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'clip',
          strict: true,
          schema:
            form === 'limits' ? limitedJsonSchema(pictureCount(question)) : ANSWER_JSON_SCHEMA,
        },
      },
    }),
  };
}

/** The displayed size of most clips; frames have its aspect ratio. */
const USUAL_SIZE = { width: 7680, height: 4320 };

export type ChatMessage = { role: string; content: string | MessagePart[] };
type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } };

export function chatMessages(
  question: Pick<Question, 'instructions' | 'content' | 'correction'>,
  takesSystem: boolean,
): ChatMessage[] {
  const { correction } = question;
  return [
    ...firstMessages(question, takesSystem),
    ...(correction === undefined
      ? []
      : [
          // Some chat templates fail on an empty turn.
          { role: 'assistant', content: correction.answer.trim() || '(no answer)' },
          { role: 'user', content: correction.request },
        ]),
  ];
}

/**
 * A question for one word, which needs the model.
 *
 * @param pixels of a frame: the picture takes as many tokens as one
 */
export function trialBody(
  model: string,
  { instructions, asSystem, picture }: Trial,
  pixels: number,
): Record<string, unknown> {
  const { width, height } = pictureSize(USUAL_SIZE, pixels);
  const content = ['Which colour is this?', ...(picture ? [greyJpeg(width, height)] : [])];
  return {
    model,
    stream: false,
    max_tokens: 1,
    temperature: 0,
    messages: firstMessages({ instructions, content }, asSystem),
  };
}

/** What is the same for all clips comes first in both forms, so that servers evaluate it once. */
function firstMessages(
  { instructions, content }: ClipQuestion,
  takesSystem: boolean,
): ChatMessage[] {
  const parts = content.map(contentPart);
  return takesSystem
    ? [
        { role: 'system', content: instructions },
        { role: 'user', content: parts },
      ]
    : [{ role: 'user', content: [contentPart(`${instructions}\n\n`), ...parts] }];
}

function contentPart(part: string | Uint8Array): MessagePart {
  return typeof part === 'string'
    ? { type: 'text', text: part }
    : { type: 'image_url', image_url: { url: dataUrl(part) } };
}

function dataUrl(jpeg: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`;
}

/**
 * What the model said.
 *
 * @returns `undefined` when this is no chat completion
 */
export function readCompletion(json: unknown, maxTokens: number): Reply | undefined {
  if (!isMapping(json) || !Array.isArray(json.choices)) {
    return undefined;
  }
  const choice: unknown = json.choices[0];
  if (!isMapping(choice) || !isMapping(choice.message)) {
    return undefined;
  }
  const usage = isMapping(json.usage) ? json.usage : {};
  const spent = { in: count(usage.prompt_tokens), out: count(usage.completion_tokens) };
  const text = textOf(choice.message.content);
  return {
    text,
    ...(text.trim() === '' && hasThought(choice.message) && { onlyThought: true }),
    ...cutOffBy(choice.finish_reason, spent.out, maxTokens),
    tokens: spent,
  };
}

/** What ended an answer too early: `length` with fewer tokens than allowed means that the context is full. */
function cutOffBy(finishReason: unknown, tokens: number, maxTokens: number): Pick<Reply, 'cutOff'> {
  // Older llama-servers say `stop` when it was stopped.
  if (tokens >= maxTokens) {
    return { cutOff: 'max_tokens' };
  }
  if (finishReason !== 'length') {
    return {};
  }
  return { cutOff: tokens > 0 ? 'context' : 'max_tokens' };
}

/** llama-server, vLLM and LM Studio: `reasoning_content`; newer vLLM and Ollama: `reasoning`. */
function hasThought({ reasoning_content, reasoning }: Record<string, unknown>): boolean {
  return [reasoning_content, reasoning].some((text) => typeof text === 'string' && text !== '');
}

/** A text, or a list of parts with texts; `null` when the model only thought. */
function textOf(content: unknown): string {
  if (typeof content === 'string') {
    return content;
  }
  const parts = Array.isArray(content) ? content.slice(0, 100) : [];
  return parts
    .map((part: unknown) => (isMapping(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
