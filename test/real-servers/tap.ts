import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { isMapping } from '../../lib/util/mapping.ts';

/** A question that a server was asked, and what it answered. */
export type Exchange = {
  /** As it was sent. */
  question: string;
  status: number;
  /** One word asked for: the trial at the start. */
  isTrial: boolean;
  /** The first time that this was asked: a copy of a clip asks the same again. */
  isNew: boolean;
  /** After an answer that could not be used. */
  isCorrection: boolean;
  pictures: number;
  /** Tokens of the prompt, and those of them that were evaluated anew; `undefined` when it did not tell. */
  promptTokens: number | undefined;
  evaluatedTokens: number | undefined;
  /** What was wrong, in the server's words. */
  error: string;
};

/** Listens between us and a server, and passes on what it hears unchanged. */
export class Tap {
  readonly exchanges: Exchange[] = [];
  readonly port: number;
  readonly serverPort: number;
  readonly #server = createServer((request, answer) => void this.#pass(request, answer));

  constructor(port: number, serverPort: number) {
    this.port = port;
    this.serverPort = serverPort;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve));
  }

  /** Refuses connections from now on, as a port does behind which nobody is. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    try {
      const body = await bytesOf(asked);
      const reply = await this.#ask(asked, body);
      const text = await bytesOf(reply);
      if (asked.url?.endsWith('/chat/completions')) {
        const isNew = this.exchanges.every(({ question }) => question !== String(body));
        this.exchanges.push({ ...exchangeOf(String(body), reply.statusCode ?? 0, text), isNew });
      }
      answer.writeHead(reply.statusCode ?? 0, reply.headers).end(text);
    } catch {
      // The server has broken off, or we have.
      answer.destroy();
    }
  }

  #ask({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const place = { host: '127.0.0.1', port: this.serverPort, path: url };
      request({ ...place, method, headers }, resolve)
        .on('error', reject)
        .end(body);
    });
  }
}

function exchangeOf(question: string, status: number, answer: Buffer): Omit<Exchange, 'isNew'> {
  const { max_tokens, messages } = JSON.parse(question) as {
    max_tokens: number;
    messages: { role: string; content: unknown }[];
  };
  const reply: unknown = JSON.parse(String(answer));
  const { usage, timings, error } = isMapping(reply) ? reply : {};
  const content = messages.flatMap((message) => message.content);
  return {
    question,
    status,
    isTrial: max_tokens === 1,
    isCorrection: messages.some(({ role }) => role === 'assistant'),
    pictures: content.filter((part) => isMapping(part) && part.type === 'image_url').length,
    promptTokens: numberIn(usage, 'prompt_tokens'),
    evaluatedTokens: numberIn(timings, 'prompt_n'),
    error: isMapping(error) ? `${error.type} ${error.message}` : '',
  };
}

function numberIn(value: unknown, key: string): number | undefined {
  const number = isMapping(value) ? value[key] : undefined;
  return typeof number === 'number' ? number : undefined;
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
