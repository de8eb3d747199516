import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { EventStreams } from '../../../lib/daemon/http/event-streams.ts';

describe('server-sent events', () => {
  it('a page that does not read is cut, and costs those that do nothing', async () => {
    const streams = new EventStreams();
    let left = 0;
    const server = createServer((_request, response) => streams.open(response, () => left++));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const open = async () => {
      const socket = connect(port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      await once(socket, 'data');
      return socket;
    };
    const [deaf, reader] = [await open(), await open()];
    deaf.pause();
    let heard = 0;
    reader.on('data', (chunk: Buffer) => {
      heard += chunk.length;
    });
    const event = { data: JSON.stringify('x'.repeat(2_000_000)) };
    for (let sent = 1; left === 0; sent++) {
      assert(sent < 100, 'nobody was cut');
      streams.sendAll(event);
      while (heard < sent * event.data.length) {
        await once(reader, 'data');
      }
    }
    assert.equal(streams.count, 1);
    streams.close();
    await once(reader, 'end');
    deaf.destroy();
    server.close();
  });
});
