import type { Log } from '../../util/log.ts';
import type { Reply } from '../answer/ask.ts';
import { SCHEMA_FORMS, type SchemaForm } from '../answer/schema.ts';
import { type Address, call } from './call.ts';
import { chatBody, NO_THINKING, type Question, readCompletion } from './chat.ts';
import {
  ModelServerAnswerError,
  ModelServerBusyError,
  ModelServerRefusedError,
  ModelUnknownError,
  ModelWithoutVisionError,
} from './errors.ts';
import type { ListedModel, ModelChoice } from './listed-models.ts';
import { ContextFull, FramesRefused } from './no-room.ts';
import { type Refusal, refusalOf, what } from './refusal.ts';

/** Who hands `chat_template_kwargs` on, by the `owned_by` in the list of models. */
const TEMPLATE_ARGUMENTS = new Set(['llamacpp', 'vllm']);

/** `POST /chat/completions` of one server, in the forms that it takes: what it refuses of them is remembered. */
export class Completions {
  readonly #address: Address;
  readonly #log: Log;
  readonly #choice: ModelChoice;
  /** The model's name as the server lists it. */
  #model: string;
  /** The names that it listed when it was last looked at; it may have lost one since. */
  #listed: readonly string[] = [];
  #schemaForm: SchemaForm = 'limits';
  /** Whether the server hands arguments on to the model's chat template; others may refuse them. */
  #takesTemplateArguments = false;

  constructor(address: Address, choice: ModelChoice, log: Log) {
    this.#address = address;
    this.#choice = choice;
    this.#model = choice.name;
    this.#log = log;
  }

  /** The model's name as the server lists it. */
  get model(): string {
    return this.#model;
  }

  /** @param listed names of all models that the server lists */
  use(model: ListedModel, listed: readonly string[]): void {
    this.#model = model.id;
    this.#listed = listed;
    this.#takesTemplateArguments = TEMPLATE_ARGUMENTS.has(model.ownedBy);
  }

  /**
   * Asks about a clip.
   *
   * @param seconds how long the answer may take
   * @param takesSystem whether the server has a place for a system message
   * @throws FramesRefused when fewer frames may help
   * @throws ContextFull when fewer clips at the same time may help
   * @throws ModelServerError when another time or another server may help
   */
  async complete(
    question: Question,
    seconds: number,
    takesSystem: boolean,
    signal: AbortSignal,
  ): Promise<Reply> {
    for (const form of SCHEMA_FORMS.slice(SCHEMA_FORMS.indexOf(this.#schemaForm))) {
      const body = chatBody(this.#model, question, form, takesSystem);
      const reply = await this.#try(body, question.maxTokens, seconds, signal, form);
      if (reply !== undefined) {
        return reply;
      }
    }
    throw this.#schemaUnsent();
  }

  /** Asks for one word, without a schema. */
  async completeTrial(
    body: Record<string, unknown>,
    seconds: number,
    signal: AbortSignal,
  ): Promise<Reply> {
    const reply = await this.#try(body, 1, seconds, signal);
    if (reply === undefined) {
      throw this.#schemaUnsent();
    }
    return reply;
  }

  /** What a refusal means that cannot be helped. */
  errorOf(refusal: Refusal, status: number): Error {
    const { url } = this.#address;
    const { name } = this.#choice;
    switch (refusal.kind) {
      case 'other':
        return refusal.error;
      case 'vision':
        return new ModelWithoutVisionError(name, url, refusal.said);
      case 'model':
        return new ModelUnknownError(name, url, this.#listed);
      case 'full':
        return new ModelServerBusyError(url, refusal.said);
      default:
        return new ModelServerRefusedError(url, status, refusal.said);
    }
  }

  /**
   * @param form of the schema in the body
   * @returns `undefined` when the schema was refused in this form, which is remembered
   */
  async #try(
    body: Record<string, unknown>,
    maxTokens: number,
    seconds: number,
    signal: AbortSignal,
    form: SchemaForm = 'none',
  ): Promise<Reply | undefined> {
    const takesArguments = this.#takesTemplateArguments;
    const answer = await call(
      this.#address,
      'chat/completions',
      { ...body, ...(takesArguments && NO_THINKING) },
      seconds,
      signal,
    );
    const refusal = refusalOf(answer, this.#address);
    if (refusal === undefined) {
      const reply = readCompletion(answer.json, maxTokens);
      if (reply === undefined) {
        const instead = what(answer.status, answer.contentType);
        throw new ModelServerAnswerError(this.#address.url, instead);
      }
      return { ...reply, networkSeconds: answer.networkSeconds };
    }
    if (refusal.kind === 'template' && takesArguments) {
      this.#takesTemplateArguments = false;
      return this.#try(body, maxTokens, seconds, signal, form);
    }
    if (refusal.kind === 'schema' && form !== 'none') {
      this.#stepDown(form, refusal.said);
      return undefined;
    }
    if (refusal.kind === 'frames') {
      throw new FramesRefused(refusal.said, refusal);
    }
    if (refusal.kind === 'full') {
      throw new ContextFull(refusal.said);
    }
    throw this.errorOf(refusal, answer.status);
  }

  /** Another clip may have been refused the same meanwhile. */
  #stepDown(refused: SchemaForm, said: string): void {
    const next = SCHEMA_FORMS[SCHEMA_FORMS.indexOf(refused) + 1] ?? 'none';
    if (SCHEMA_FORMS.indexOf(next) > SCHEMA_FORMS.indexOf(this.#schemaForm)) {
      this.#schemaForm = next;
      const less = next === 'none' ? 'no schema' : 'no schema with limits';
      this.#log(`${this.#address.url} takes ${less} and is asked without from now on: ${said}`);
    }
  }

  #schemaUnsent(): Error {
    const { url } = this.#address;
    return new ModelServerAnswerError(url, 'it speaks of a schema that it was not sent');
  }
}
