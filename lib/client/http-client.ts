import { Agent, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { messageOf, VlogDescribeError } from '../errors.ts';
import {
  CHALLENGE_HEADER,
  type DescribeRequest,
  ErrorBody,
  Health,
  LiveReportPlace,
  SHARED_HEADER,
  Status,
  type Timings,
  timingsIn,
} from '../protocol/messages.ts';
import type { Address } from './address.ts';
import { DaemonAnswerError } from './errors.ts';
import { sendRequest } from './send-request.ts';

/** Most bytes of an answer; a record with many frames' facts is some 100 KB. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

type Answer = { statusCode: number; headers: IncomingHttpHeaders; body: unknown };

/** The answer to a clip, not yet checked. */
export type DescribeAnswer = {
  body: unknown;
  /** `undefined` from a daemon that does not send them. */
  timings: Timings | undefined;
  /** Whether it answers another run's earlier request. */
  shared: boolean;
};

/** Talks HTTP to one daemon: ours, or the seed's Python program. */
export class DaemonClient {
  readonly address: Address;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(address: Address) {
    this.address = address;
  }

  get url(): string {
    return this.address.url;
  }

  /** The answer of `/health`, whether ready or not. */
  async health(signal: AbortSignal, challenge?: string): Promise<Health> {
    const headers = challenge === undefined ? {} : { [CHALLENGE_HEADER]: challenge };
    return this.#parse(Health, await this.#ask('GET', '/health', undefined, signal, headers));
  }

  async status(signal: AbortSignal): Promise<Status> {
    return this.#parse(Status, await this.#ask('GET', '/status', undefined, signal));
  }

  /**
   * Has the daemon describe a clip.
   *
   * @throws VlogDescribeError with the daemon's code, detail and scope; all failures of a daemon that
   *   sends no scope are the clip's
   * @throws DaemonAnswerError when the answer cannot be read
   */
  async describe(request: DescribeRequest, signal: AbortSignal): Promise<DescribeAnswer> {
    const { statusCode, headers, body } = await this.#ask('POST', '/describe', request, signal);
    if (statusCode === 200) {
      const shared = headers[SHARED_HEADER] !== undefined;
      return { body, timings: timingsIn(headers['server-timing']), shared };
    }
    const error = ErrorBody.safeParse(body).data;
    if (error === undefined) {
      throw new DaemonAnswerError(this.url, `HTTP ${statusCode} without a detail`);
    }
    const detail =
      typeof error.detail === 'string' ? error.detail : JSON.stringify(error.detail ?? null);
    throw VlogDescribeError.fromJSON({
      code: error.code ?? `HTTP_${statusCode}`,
      scope: error.scope ?? 'clip',
      status: statusCode,
      message: detail,
    });
  }

  /** Makes a leased daemon stay after its last lease. */
  async persist(signal: AbortSignal): Promise<void> {
    const { statusCode } = await this.#ask('POST', '/persist', {}, signal);
    if (statusCode !== 200) {
      throw new DaemonAnswerError(this.url, `HTTP ${statusCode} to POST /persist`);
    }
  }

  /**
   * Has the daemon show the report live, if it does not yet.
   *
   * @returns where
   */
  async showReport(signal: AbortSignal): Promise<string> {
    const answer = await this.#ask('POST', '/report', {}, signal);
    return this.#parse(LiveReportPlace, answer).url;
  }

  /** Closes all connections; requests in flight fail. */
  async close(): Promise<void> {
    this.#agent.destroy();
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    json: unknown,
    signal: AbortSignal,
    more: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await sendRequest(this.address, {
      method,
      path,
      signal,
      agent: this.#agent,
      headers: json === undefined ? more : { 'content-type': 'application/json', ...more },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    const text = await this.#textOf(answer, signal);
    const { statusCode = 0, headers } = answer;
    try {
      return { statusCode, headers, body: JSON.parse(text) };
    } catch (error) {
      if (statusCode >= 400) {
        // FastAPI says "Internal Server Error" in plain text.
        return { statusCode, headers, body: undefined };
      }
      throw new DaemonAnswerError(this.url, `not JSON, ${messageOf(error)}`, { cause: error });
    }
  }

  async #textOf(answer: IncomingMessage, signal: AbortSignal): Promise<string> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of answer) {
        size += (chunk as Buffer).length;
        if (size > MAX_ANSWER_BYTES) {
          throw new DaemonAnswerError(this.url, `more than ${MAX_ANSWER_BYTES} bytes`);
        }
        chunks.push(chunk as Buffer);
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  #parse<Type>(
    schema: { safeParse(value: unknown): { data?: Type | undefined } },
    { body, statusCode }: Answer,
  ): Type {
    const { data } = schema.safeParse(body);
    if (data === undefined) {
      throw new DaemonAnswerError(
        this.url,
        `HTTP ${statusCode} without the fields of our protocol`,
      );
    }
    return data;
  }
}
