import { type Dispatcher, errors, request } from 'undici';
import { messageOf } from '../../errors.ts';
import {
  ModelServerAnswerError,
  ModelServerDroppedError,
  ModelServerSilentError,
  ModelServerUnreachableError,
} from './errors.ts';
import { withNetworkTime } from './network-time.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** Most bytes of an answer. A record's words are some 2 KB, a list of models rarely 100 KB. */
export const MAX_ANSWER_BYTES = 2_000_000;

/** How long a server may pause within an answer that it has begun, in ms. */
export const PAUSE_MS = 30_000;

/** Where a server is, and what it wants to be told by each request. */
export type Address = {
  /** As configured, without a slash at the end. */
  url: string;
  dispatcher: Dispatcher;
  apiKey: string | undefined;
  /** The variable that it is from. */
  apiKeyEnv?: string | undefined;
};

/** An answer to a request, whatever its status. */
export type HttpAnswer = {
  status: number;
  contentType: string;
  retryAfterSeconds: number | undefined;
  /** `undefined` when the body is no JSON. */
  json: unknown;
  /** What sending and receiving took. */
  networkSeconds: number;
};

/** Codes of a connection that did not come about; everything else ended one that did. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EACCES',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * One request. Redirects are not followed: the API key is for the server that was configured.
 *
 * @param seconds how long it may take altogether
 * @param signal aborted when nobody waits for the answer any more; its reason is thrown
 * @throws ModelServerError of the kind that says what went wrong
 */
export async function call(
  address: Address,
  path: string,
  body: unknown,
  seconds: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(seconds * 1000);
  const sent = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  try {
    const { result, networkSeconds } = await withNetworkTime(sent, async () => {
      const response = await request(new URL(path, `${address.url}/`), {
        dispatcher: address.dispatcher,
        signal: AbortSignal.any([signal, limit]),
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'application/json',
          ...(address.apiKey && { authorization: `Bearer ${address.apiKey}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(sent !== undefined && { body: sent }),
      });
      return { response, text: await response.body.text() };
    });
    const { response, text } = result;
    return {
      status: response.statusCode,
      contentType: headerOf(response.headers['content-type']),
      retryAfterSeconds: retryAfterSeconds(
        headerOf(response.headers['retry-after']),
        Date.parse(headerOf(response.headers.date)) || Date.now(),
      ),
      json: parsed(text),
      networkSeconds,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw limit.aborted ? new ModelServerSilentError(address.url, seconds) : ofKind(address, error);
  }
}

function ofKind({ url }: Address, error: unknown): Error {
  const code = codeOf(error);
  const options = { cause: error };
  if (error instanceof errors.BodyTimeoutError || error instanceof errors.HeadersTimeoutError) {
    return new ModelServerSilentError(url, PAUSE_MS / 1000);
  }
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return new ModelServerAnswerError(url, `more than ${MAX_ANSWER_BYTES / 1e6} MB`, options);
  }
  if (code.startsWith('HPE_')) {
    return new ModelServerAnswerError(url, 'it does not speak HTTP', options);
  }
  const isForGood = /CERT|TLS|SSL/.test(code);
  if (NOT_CONNECTED.has(code) || isForGood) {
    return new ModelServerUnreachableError(url, code, { ...options, isForGood });
  }
  return new ModelServerDroppedError(url, code || messageOf(error), options);
}

/** A name with several addresses fails with one error for each. */
function codeOf(error: unknown): string {
  const one = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  return one instanceof Error && 'code' in one ? String(one.code) : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headerOf(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? '';
}
