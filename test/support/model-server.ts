import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRepository } from './repository.ts';

/** What a server was asked about a clip. */
export type Asked = {
  headers: IncomingMessage['headers'];
  model: string;
  maxTokens: number;
  temperature: number;
  /** The system message, if there was one. */
  system: string | undefined;
  /** The first question in the order in which it is read: texts, and pictures as JPEG files. */
  content: (string | Buffer)[];
  /** All texts of both. */
  prompt: string;
  /** JPEG files. */
  pictures: Buffer[];
  /** What follows the first question: the last answer, and what was wrong with it. */
  after: string[];
  /** `response_format`, if it was sent. */
  format: Record<string, unknown> | undefined;
  /** `chat_template_kwargs` and `id_slot`, if they were sent. */
  templateArguments: unknown;
  slot: number | undefined;
};

/** An answer as it goes over the wire, or none. */
export type Answer =
  | {
      status?: number;
      type?: string;
      body: string;
      headers?: Record<string, string>;
      afterMs?: number;
    }
  | 'silence'
  | 'drop'
  | 'drop half-way';

type Options = {
  model?: string;
  ownedBy?: string;
  /** What is answered to a clip. */
  answer?: (asked: Asked, count: number) => Answer | string | Promise<Answer>;
  /** What is answered to the questions for one word at the start. */
  trial?: (asked: Asked) => Answer;
  /** What is answered to anything else, by path; the default is what most servers have. */
  paths?: Record<string, () => Answer>;
};

/**
 * A server that speaks OpenAI's chat completions over a real socket, in place of one with a model. It
 * answers as it is told, or as llama-server was recorded to.
 */
export class ModelServer {
  readonly asked: Asked[] = [];
  /** `METHOD path` of all requests. */
  readonly requests: string[] = [];
  /** The `authorization` of all requests. */
  readonly keys: (string | undefined)[] = [];
  /** How many clips were in its hands at the same time, at most. */
  busiest = 0;
  readonly model: string;
  readonly #options: Options;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  /** How many clips are in its hands now. */
  inHand = 0;

  private constructor(options: Options) {
    this.model = options.model ?? 'stand-in';
    this.#options = options;
  }

  static async start(options: Options = {}): Promise<ModelServer> {
    const server = new ModelServer(options);
    await server.listen(0);
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  /** Ends at once, as if it were killed: whoever waits for an answer sees the connection break. */
  async kill(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.requests.push(`${request.method} ${path}`);
    this.keys.push(request.headers.authorization);
    const text = await textOf(request);
    const special = this.#options.paths?.[path];
    if (special !== undefined) {
      await send(response, special());
    } else if (path === '/v1/models') {
      await send(response, models([this.model], this.#options.ownedBy));
    } else if (path === '/v1/chat/completions') {
      await this.#chat(read(request, text), response);
    } else {
      await send(response, error(404, 'Not Found'));
    }
  }

  async #chat(asked: Asked, response: ServerResponse): Promise<void> {
    const isTrial = asked.maxTokens === 1;
    if (isTrial) {
      await send(response, this.#options.trial?.(asked) ?? completion('Grey'));
      return;
    }
    this.asked.push(asked);
    this.busiest = Math.max(this.busiest, ++this.inHand);
    try {
      const answer = await (this.#options.answer ?? properAnswer)(asked, this.asked.length);
      await send(response, isText(answer) ? completion(answer) : answer);
    } finally {
      this.inHand--;
    }
  }
}

const FAULTS: readonly unknown[] = ['silence', 'drop', 'drop half-way'];

function isText(answer: Answer | string): answer is string {
  return typeof answer === 'string' && !FAULTS.includes(answer);
}

/** A completion with this text. */
export function completion(
  content: unknown,
  { finish = 'stop', tokens = { in: 900, out: 120 }, afterMs = 0 } = {},
): Answer {
  return {
    afterMs,
    body: JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content } }],
      usage: { prompt_tokens: tokens.in, completion_tokens: tokens.out },
    }),
  };
}

/** The list of models. */
export function models(names: readonly string[], ownedBy = 'library'): Answer {
  const data = names.map((id) => ({ id, object: 'model', created: 0, owned_by: ownedBy }));
  return { body: JSON.stringify({ object: 'list', data }) };
}

/** A refusal in the form of llama-server, vLLM and Ollama. */
export function error(status: number, message: string, more: Record<string, unknown> = {}): Answer {
  return { status, body: JSON.stringify({ error: { code: status, message, ...more } }) };
}

/** What llama-server answered when it was recorded. */
export function recorded(name: string): Answer & object {
  const answer = RECORDED[name];
  if (answer === undefined) {
    throw new Error(`nothing was recorded as ${name}`);
  }
  return answer;
}

const RECORDED: Record<string, Answer & object> = JSON.parse(
  readFileSync(inRepository('test/fixtures/llama-server.json'), 'utf8'),
);

/** An answer with nothing to mend, as a model gives that looks at its frames. */
export function properWords(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    description: 'A man walks along the harbour wall. A boat passes behind him.',
    short_name: 'man_on_harbour_wall',
    primary_shot_type: 'establishing',
    tags: ['dynamic', 'wide'],
    rating: 0.8,
    camera_movement: 'random',
    segments: [{ in_seconds: 0.5, out_seconds: 2 }],
    thumbnail_frame: 1,
    ...more,
  };
}

/** What a server answers that is not told what. */
export function properAnswer(): string {
  return JSON.stringify(properWords());
}

async function send(response: ServerResponse, answer: Answer): Promise<void> {
  if (answer === 'silence') {
    return;
  }
  if (answer === 'drop') {
    response.destroy();
    return;
  }
  if (answer === 'drop half-way') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"choices": [{"message":');
    await sleep(20);
    response.destroy();
    return;
  }
  if (answer.afterMs !== undefined && answer.afterMs > 0) {
    await sleep(answer.afterMs);
  }
  response.writeHead(answer.status ?? 200, {
    'content-type': answer.type ?? 'application/json',
    ...answer.headers,
  });
  response.end(answer.body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

type Part = { type: string; text?: string; image_url?: { url: string } };
type Body = {
  model: string;
  max_tokens: number;
  temperature: number;
  messages: { role: string; content: string | Part[] }[];
  response_format?: Record<string, unknown>;
  chat_template_kwargs?: unknown;
  id_slot?: number;
};

function read(request: IncomingMessage, text: string): Asked {
  const body = JSON.parse(text) as Body;
  const { model, max_tokens, temperature, messages, response_format } = body;
  const system = messages[0]?.role === 'system' ? String(messages.shift()?.content) : undefined;
  const parts = (messages[0]?.content ?? []) as Part[];
  const content = parts.map(({ text, image_url }) =>
    image_url === undefined
      ? (text ?? '')
      : Buffer.from(image_url.url.split(',')[1] ?? '', 'base64'),
  );
  return {
    headers: request.headers,
    model,
    maxTokens: max_tokens,
    temperature,
    system,
    content,
    prompt: [system ?? '', ...content.filter((part) => typeof part === 'string')].join('\n'),
    pictures: content.filter((part) => typeof part !== 'string'),
    after: messages.slice(1).map((message) => String(message.content)),
    format: response_format,
    templateArguments: body.chat_template_kwargs,
    slot: body.id_slot,
  };
}
