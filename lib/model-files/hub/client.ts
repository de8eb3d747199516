import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { messageOf } from '../../errors.ts';
import { TOOL } from '../../util/package-info.ts';
import { type HubEnvironment, isLoopback } from './environment.ts';
import {
  HubAccessError,
  HubAnswerError,
  HubBusyError,
  HubSettingsError,
  HubUnreachableError,
  ModelUnknownToHubError,
} from './errors.ts';
import { PassingFailure } from './retry.ts';

const CONNECT_TIMEOUT_MS = 15_000;

/** How long the hub may be silent, in ms. */
const SILENCE_MS = 30_000;

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Most bytes of an answer in JSON; a repository of 1,000 files takes 0.4 MB. */
const LONGEST_JSON = 20e6;

/** Without a wish of the hub's. */
const BUSY_WAIT_MS = 5000;

type Headers = Dispatcher.ResponseData['headers'];
type Response = Dispatcher.ResponseData;

/** Asks the hub. Every failure that may pass is a PassingFailure. */
export class HubClient {
  readonly host: string;
  readonly #hub: HubEnvironment;
  readonly #endpoint: URL;
  readonly #dispatcher: Dispatcher;

  constructor(hub: HubEnvironment) {
    this.#hub = hub;
    this.#endpoint = new URL(hub.endpoint);
    this.host = this.#endpoint.host;
    this.#dispatcher = dispatcherFor(this.#endpoint);
  }

  /** The page of a repository, for people. */
  page(repository: string): string {
    return `${this.#hub.endpoint}/${repository}`;
  }

  /**
   * An answer in JSON, and where its next page is.
   *
   * @param path below the endpoint, or a URL of the endpoint's
   */
  async json(
    repository: string,
    path: string,
    signal: AbortSignal,
  ): Promise<{ json: unknown; next: string | undefined }> {
    const response = await this.#get(repository, path, { accept: 'application/json' }, signal);
    const text = await this.#text(response, signal);
    const next = nextPage(response.headers);
    if (next !== undefined && !next.startsWith(`${this.#hub.endpoint}/`)) {
      throw new HubAnswerError(this.host, 'a listing that goes on elsewhere');
    }
    try {
      return { json: JSON.parse(text), next };
    } catch {
      throw new HubAnswerError(this.host, 'something that is no JSON');
    }
  }

  /** A file from a byte on; status 200 when the hub begins at its first byte all the same, 416 beyond its end. */
  async file(
    repository: string,
    commit: string,
    path: string,
    from: number,
    signal: AbortSignal,
  ): Promise<Response> {
    const url = `${repository}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
    // Bytes of a file that is packed on its way could not be counted.
    const headers = { 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) };
    return await this.#get(repository, url, headers, signal, [416]);
  }

  /** What went wrong with a body that broke off. */
  brokenOff(error: unknown): PassingFailure {
    return new PassingFailure(new HubUnreachableError(this.host, reasonOf(error)));
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #get(
    repository: string,
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
    allowed: readonly number[] = [],
  ): Promise<Response> {
    const first = new URL(path, `${this.#hub.endpoint}/`);
    const { url, response } = await this.#follow(first, headers, signal);
    const { statusCode } = response;
    if (statusCode === 200 || statusCode === 206 || allowed.includes(statusCode)) {
      return response;
    }
    await discard(response, signal);
    throw this.#failureOf(repository, url, response);
  }

  /** Follows redirects; the token is for the endpoint alone, never for the servers that it sends to. */
  async #follow(
    first: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<{ url: URL; response: Response }> {
    let url = first;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const isEndpoint = url.origin === this.#endpoint.origin;
      const response = await this.#send(url, signal, {
        'user-agent': `${TOOL.name}/${TOOL.version}`,
        ...headers,
        ...(isEndpoint && this.#hub.token && { authorization: `Bearer ${this.#hub.token}` }),
      });
      if (!REDIRECTS.includes(response.statusCode)) {
        return { url, response };
      }
      await discard(response, signal);
      url = this.#target(url, headerOf(response.headers, 'location'));
    }
    throw new HubAnswerError(this.host, `more than ${MOST_REDIRECTS} redirects`);
  }

  async #send(url: URL, signal: AbortSignal, headers: Record<string, string>): Promise<Response> {
    try {
      return await request(url, { dispatcher: this.#dispatcher, signal, headers });
    } catch (error) {
      signal.throwIfAborted();
      throw new PassingFailure(new HubUnreachableError(url.host, reasonOf(error)));
    }
  }

  #target(from: URL, location: string): URL {
    const url = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
    const isSafe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && this.#mayBePlain(url));
    if (url === undefined || !isSafe) {
      throw new HubAnswerError(this.host, `a redirect to ${location.slice(0, 200) || 'nowhere'}`);
    }
    return url;
  }

  /** A hub on this machine may send to this machine without TLS. */
  #mayBePlain(url: URL): boolean {
    return this.#endpoint.protocol === 'http:' && isLoopback(url);
  }

  #failureOf(repository: string, url: URL, { statusCode, headers }: Response): Error {
    const code = headerOf(headers, 'x-error-code');
    const page = this.page(repository);
    // Servers that the hub sends to know nothing of tokens and names.
    const isHub = url.origin === this.#endpoint.origin;
    const isGated = code === 'GatedRepo' || statusCode === 403;
    if (isHub && (isGated || statusCode === 401)) {
      return new HubAccessError(repository, page, this.#hub.token !== undefined, isGated);
    }
    if (isHub && statusCode === 404) {
      return new ModelUnknownToHubError(repository, page);
    }
    if (statusCode === 429) {
      const waitMs = waitOf(headers);
      const wait = waitMs === undefined ? '' : `, for ${Math.ceil(waitMs / 1000)} s`;
      return new PassingFailure(new HubBusyError(this.host, wait), waitMs ?? BUSY_WAIT_MS);
    }
    return statusCode >= 500 || statusCode === 408
      ? new PassingFailure(new HubUnreachableError(url.host, `status ${statusCode}`))
      : new HubAnswerError(url.host, `status ${statusCode}`);
  }

  async #text({ body }: Response, signal: AbortSignal): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      for await (const chunk of body) {
        length += chunk.length;
        if (length > LONGEST_JSON) {
          break;
        }
        chunks.push(chunk);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw this.brokenOff(error);
    }
    if (length > LONGEST_JSON) {
      throw new HubAnswerError(this.host, `more than ${LONGEST_JSON / 1e6} MB`);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** Goes through the proxy of HTTPS_PROXY, unless the hub is this machine. */
function dispatcherFor(endpoint: URL): Dispatcher {
  const options = {
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
  };
  try {
    return isLoopback(endpoint) ? new Agent(options) : new EnvHttpProxyAgent(options);
  } catch (error) {
    throw new HubSettingsError('HTTPS_PROXY', `an http or https URL (${messageOf(error)})`);
  }
}

/** Reads a small body to its end, so that the connection can be used again, and drops a large one. */
async function discard({ body }: Response, signal: AbortSignal): Promise<void> {
  try {
    await body.dump({ limit: 64 * 1024, signal });
  } catch {
    signal.throwIfAborted();
    // It broke off; its status is what counts.
  }
}

/** In ms; by `Retry-After`, in seconds or as a date, or by the hub's own `RateLimit: "api";r=0;t=55`. */
function waitOf(headers: Headers): number | undefined {
  const after = headerOf(headers, 'retry-after');
  const reset = /;\s*t\s*=\s*(\d{1,9})/.exec(headerOf(headers, 'ratelimit'))?.[1];
  if (/^\d{1,9}$/.test(after)) {
    return Number(after) * 1000;
  }
  const date = Date.parse(after);
  if (!Number.isNaN(date)) {
    return Math.max(0, date - Date.now());
  }
  return reset === undefined ? undefined : Number(reset) * 1000;
}

function nextPage(headers: Headers): string | undefined {
  return /<([^>]+)>\s*;\s*rel="next"/.exec(headerOf(headers, 'link'))?.[1];
}

function headerOf(headers: Headers, name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** A name with several addresses fails with one error for each. */
function reasonOf(error: unknown): string {
  return (
    messageOf(error instanceof AggregateError ? (error.errors[0] ?? error) : error) || 'no answer'
  );
}
