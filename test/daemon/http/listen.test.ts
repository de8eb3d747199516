import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '../../../lib/daemon/http/listen.ts';

describe('the socket of a keeper', () => {
  let folder: string;
  const servers: Server[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-sockets-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(folder, { recursive: true });
  });

  const at = (name: string): string => join(folder, `${name}.sock`);
  const listenAt = async (name: string): Promise<void> => {
    const server = createServer();
    await listen(server, { path: at(name) });
    servers.push(server);
  };
  /** The file that a killed process leaves. */
  const leave = async (name: string): Promise<void> => {
    const code = `require('net').createServer().listen(${JSON.stringify(at(name))}, () => console.log())`;
    const child = spawn(process.execPath, ['--eval', code]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  it('of a killed one is taken over', async () => {
    await leave('one');
    await listenAt('one');
  });

  it('of one that listens is not', async () => {
    await listenAt('one');
    await assert.rejects(listenAt('one'), { code: 'EADDRINUSE' });
  });

  it('is taken over by one of ten that start at once', async () => {
    await leave('one');
    const starts = await Promise.allSettled(Array.from({ length: 10 }, () => listenAt('one')));
    assert.equal(starts.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('of a killed one is removed by a keeper of another daemon, that of a living one is not', async () => {
    await leave('killed');
    await listenAt('living');
    await listenAt('new');
    assert.deepEqual(readdirSync(folder).sort(), ['living.sock', 'new.sock']);
  });
});
