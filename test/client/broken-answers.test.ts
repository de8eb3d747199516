import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DaemonClient } from '../../lib/client/http-client.ts';
import { requestRecord } from '../../lib/client/request-record.ts';
import { resolveConfig } from '../../lib/config/load.ts';
import { isClipFailure, VlogDescribeError } from '../../lib/errors.ts';

const HEALTH = JSON.stringify({ status: 'healthy', model_loaded: true, model_name: 'a model' });

const http = (status: string, body: string | Buffer, ...headers: string[]): Buffer =>
  Buffer.concat([
    Buffer.from(
      [`HTTP/1.1 ${status}`, `Content-Length: ${body.length}`, ...headers, '', ''].join('\r\n'),
    ),
    Buffer.from(body),
  ]);

describe('the daemon’s connection', () => {
  let server: Server | undefined;
  let client: DaemonClient;
  const sockets = new Set<Socket>();
  const never = new AbortController().signal;
  /** @param onRequest is told how many requests came before this one on its connection */
  const serve = async (onRequest: (socket: Socket, before: number) => void): Promise<void> => {
    server = createServer((socket) => {
      let before = 0;
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', () => onRequest(socket, before++));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = new DaemonClient({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
  };
  afterEach(async () => {
    await client.close();
    for (const socket of sockets) {
      socket.destroy();
    }
    sockets.clear();
    server?.close();
  });

  it('that was kept and is closed as the next request is sent costs nothing: the request is sent again', async () => {
    let closed = 0;
    await serve((socket, before) => {
      if (before === 0) {
        socket.write(http('200 OK', HEALTH));
      } else {
        closed++;
        socket.resetAndDestroy();
      }
    });
    for (let request = 0; request < 3; request++) {
      assert.equal((await client.health(never)).model_name, 'a model');
      // Until the connection is kept.
      await setImmediate();
    }
    assert.equal(closed, 2);
  });

  it('that is closed on a first request is no such case: it is sent once', async () => {
    let requests = 0;
    await serve((socket) => {
      requests++;
      socket.resetAndDestroy();
    });
    await assert.rejects(client.describe({ filename: '/clips/a.mp4' }, never), {
      code: 'ECONNRESET',
    });
    assert.equal(requests, 1);
  });

  for (const [what, answer, said] of [
    ['is an error in plain text', http('500 X', 'Internal Server Error'), /HTTP 500 without/],
    ['ends too early', http('200 OK', '{"filename": "a.mp'), /not JSON/],
    ['is compressed', http('200 OK', gzipSync('{}'), 'Content-Encoding: gzip'), /not JSON/],
    ['is empty', http('204 No Content', ''), /not JSON/],
    ['is a redirect', http('302 Found', '', 'Location: /'), /not JSON/],
    ['never ends', http('200 OK', Buffer.alloc(17 * 1024 * 1024, ' ')), /more than \d+ bytes/],
  ] as const) {
    it(`with an answer that ${what} costs that clip only`, async () => {
      await serve((socket) => socket.write(answer));
      const daemon = { client, clipsAtATime: 1, gone: never };
      const clip = { filename: '/clips/a.mp4' };
      await assert.rejects(requestRecord(resolveConfig(), daemon, clip, undefined), (error) => {
        assert(error instanceof VlogDescribeError && isClipFailure(error));
        assert.equal(error.code, 'RECORD_INVALID');
        assert.match(error.message, said);
        return true;
      });
    });
  }
});
