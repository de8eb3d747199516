import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A request that arrived: at the hub itself, or where it sends for a file's contents. */
export type HubRequest = {
  at: 'hub' | 'contents';
  path: string;
  range: string | undefined;
  token: string | undefined;
};

export const COMMIT = 'c0ffee'.padEnd(40, '0');

/**
 * A model hub: repositories whose contents lie on a server of their own, to which it redirects, as
 * huggingface.co does.
 */
export class Hub {
  /** By repository, then by path. */
  readonly repositories = new Map<string, Map<string, Buffer>>();
  /** Sizes and hashes other than those of the contents, by path. */
  readonly claims = new Map<string, { size?: number; sha256?: string }>();
  readonly requests: HubRequest[] = [];
  /** Answers a request itself when it returns true. */
  onHub: Handler = () => false;
  onContents: Handler = () => false;
  readonly #hub: Server;
  readonly #contents: Server;

  private constructor() {
    this.#hub = createServer((request, response) => this.#answer(request, response));
    this.#contents = createServer((request, response) => this.#give(request, response));
  }

  static async start(): Promise<Hub> {
    const hub = new Hub();
    for (const server of [hub.#hub, hub.#contents]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return hub;
  }

  get endpoint(): string {
    return urlOf(this.#hub);
  }

  get contents(): string {
    return urlOf(this.#contents);
  }

  /** Has a repository with these files. */
  add(repository: string, files: Record<string, Buffer>): void {
    this.repositories.set(repository, new Map(Object.entries(files)));
  }

  /** Requests for contents. */
  get ranges(): (string | undefined)[] {
    return this.requests.filter(({ at }) => at === 'contents').map(({ range }) => range);
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#contents]) {
      if (server.listening) {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }
    }
  }

  #note(at: HubRequest['at'], { url = '', headers }: IncomingMessage): void {
    this.requests.push({ at, path: url, range: headers.range, token: headers.authorization });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.#note('hub', request);
    if (this.onHub(request, response)) {
      return;
    }
    const { pathname } = new URL(request.url ?? '', this.endpoint);
    for (const [repository, files] of this.repositories) {
      const resolved = `/${repository}/resolve/${COMMIT}/`;
      if (pathname === `/api/models/${repository}/revision/main`) {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({ id: repository, sha: COMMIT, siblings: this.#siblings(files) }),
        );
        return;
      }
      if (pathname.startsWith(resolved)) {
        const path = pathname.slice(resolved.length);
        response.writeHead(302, { location: `${this.contents}/${repository}/${path}?signature=1` });
        response.end();
        return;
      }
    }
    response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
  }

  #siblings(files: Map<string, Buffer>): unknown[] {
    return [...files].map(([path, bytes]) => {
      const { size = bytes.length, sha256 = sha256Of(bytes) } = this.claims.get(path) ?? {};
      return {
        rfilename: path,
        size,
        blobId: '0'.repeat(40),
        lfs: { sha256, size, pointerSize: 134 },
      };
    });
  }

  #give(request: IncomingMessage, response: ServerResponse): void {
    this.#note('contents', request);
    if (this.onContents(request, response)) {
      return;
    }
    const { from, rest } = this.part(request);
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': rest.length,
      ...(from > 0 && {
        'content-range': `bytes ${from}-${from + rest.length - 1}/${from + rest.length}`,
      }),
    });
    response.end(rest);
  }

  /** What a request for contents asks for. */
  part({ url = '', headers }: IncomingMessage): { from: number; rest: Buffer } {
    const path = decodeURIComponent(new URL(url, this.contents).pathname.slice(1));
    const [owner, name, ...names] = path.split('/');
    const bytes =
      this.repositories.get(`${owner}/${name}`)?.get(names.join('/')) ?? Buffer.alloc(0);
    const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    return { from, rest: bytes.subarray(from) };
  }
}

/** Sends the first bytes of what is asked for, as if all of it came, and then nothing or the end. */
export function sendPart(
  hub: Hub,
  request: IncomingMessage,
  response: ServerResponse,
  share: number,
  then: 'break' | 'stall',
): true {
  const { from, rest } = hub.part(request);
  response.writeHead(from === 0 ? 200 : 206, {
    'content-length': rest.length,
    ...(from > 0 && {
      'content-range': `bytes ${from}-${from + rest.length - 1}/${from + rest.length}`,
    }),
  });
  response.write(rest.subarray(0, Math.floor(rest.length * share)), () => {
    if (then === 'break') {
      setTimeout(() => response.destroy(), 20);
    }
  });
  return true;
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A cache of the hub's own for a test, and the variables that name it. */
export class HubCache {
  readonly home = mkdtempSync(join(tmpdir(), 'hub-cache-'));
  readonly #before = { ...process.env };

  /** Sets the variables of this process; all others that clients of the hub read are unset. */
  use(hub: Hub | undefined, variables: Record<string, string> = {}): void {
    this.restore();
    for (const name of Object.keys(process.env)) {
      if (/^(HF_|HUGGING|TRANSFORMERS_OFFLINE|XDG_CACHE_HOME)/.test(name)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, {
      HF_HOME: this.home,
      ...(hub !== undefined && { HF_ENDPOINT: hub.endpoint }),
      ...variables,
    });
  }

  in(...path: string[]): string {
    return join(this.home, 'hub', ...path);
  }

  restore(): void {
    for (const name of Object.keys(process.env)) {
      if (!Object.hasOwn(this.#before, name)) {
        delete process.env[name];
      }
    }
    Object.assign(process.env, this.#before);
  }

  remove(): void {
    this.restore();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
