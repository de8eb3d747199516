import { strict as assert } from 'node:assert';
import { connect, type Socket } from 'node:net';
import { request } from 'undici';
import { type RunningDaemon, runDaemon } from '../../support/running-daemon.ts';
import { Workspace } from '../../support/workspace.ts';

describe('who may call the daemon', () => {
  const TOKEN_ENV = 'VLOG_TEST_TOKEN';

  describe('on a host that other machines can reach', () => {
    let workspace: Workspace;
    beforeEach(async () => {
      workspace = await Workspace.make({ daemon_host: '0.0.0.0' });
      workspace.addClip('harbour_morning');
    });
    afterEach(async () => {
      await workspace.finish();
    });

    it('it starts only with a token, and says which key to set', async () => {
      const { exitCode, output } = await workspace.gulp('stage3').ended;
      assert.equal(exitCode, 1);
      assert.match(output, /needs a token: daemon_host 0\.0\.0\.0 .* daemon_token_env/);
    });

    it('it says when the variable that should hold the token is not set', async () => {
      const run = workspace.gulp('stage3', '--config', 'daemon_token_env=NOT_SET_ANYWHERE');
      assert.match((await run.ended).output, /names NOT_SET_ANYWHERE, which is not set/);
    });

    it('our own client sends the token, and the run works', async () => {
      process.env[TOKEN_ENV] = 'secret-of-this-test';
      try {
        const run = workspace.gulp('stage3', '--config', `daemon_token_env=${TOKEN_ENV}`);
        const { exitCode, output } = await run.ended;
        assert.equal(exitCode, 0, output);
        assert.doesNotMatch(output, /secret-of-this-test/);
      } finally {
        delete process.env[TOKEN_ENV];
      }
    });
  });

  describe('with a token', () => {
    let daemon: RunningDaemon;
    before(async () => {
      process.env[TOKEN_ENV] = 'secret-of-this-test';
      daemon = await runDaemon({ daemon_token_env: TOKEN_ENV });
    });
    after(async () => {
      await daemon.stop();
      delete process.env[TOKEN_ENV];
    });

    for (const [who, authorization] of [
      ['who sends none', undefined],
      ['who sends another', 'Bearer guess'],
      ['who sends a part of it', 'Bearer secret-of-this-tes'],
      ['who sends it without its scheme', 'secret-of-this-test'],
    ] as const) {
      it(`refuses a caller ${who}`, async () => {
        const { statusCode, body } = await request(`${daemon.url}/health`, {
          headers: authorization === undefined ? {} : { authorization },
        });
        assert.equal(statusCode, 403);
        assert.equal(((await body.json()) as { code: string }).code, 'CALLER_REFUSED');
      });
    }

    it('answers a caller who sends it', async () => {
      const headers = { authorization: 'Bearer secret-of-this-test' };
      const { statusCode, body } = await request(`${daemon.url}/health`, { headers });
      await body.dump();
      assert.equal(statusCode, 200);
    });
  });

  describe('clients that misbehave', () => {
    let daemon: RunningDaemon;
    let clip: string;
    const sockets: Socket[] = [];
    const open = (): Promise<Socket> =>
      new Promise((resolve, reject) => {
        const socket = connect(daemon.config.daemon_port, '127.0.0.1', () => resolve(socket));
        socket.on('error', reject);
        sockets.push(socket);
      });
    const describeClip = async (): Promise<number> => {
      const { statusCode, body } = await request(`${daemon.url}/describe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ filename: clip }),
      });
      await body.dump();
      return statusCode;
    };

    before(async () => {
      daemon = await runDaemon();
      clip = daemon.workspace.addClip('harbour_morning');
    });
    afterEach(() => {
      for (const socket of sockets.splice(0)) {
        socket.destroy();
      }
    });
    after(() => daemon.stop());

    it('that open 500 connections and say nothing cost no one else an answer', async () => {
      await Promise.all(Array.from({ length: 500 }, open));
      assert.equal(await describeClip(), 200);
    });

    it('that send their request byte by byte cost no one else an answer', async () => {
      const slow = await Promise.all(Array.from({ length: 50 }, open));
      for (const socket of slow) {
        socket.write('POST /describe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le');
      }
      assert.equal(await describeClip(), 200);
    });

    it('that send half a body and stay cost no one else an answer', async () => {
      const half = await Promise.all(Array.from({ length: 50 }, open));
      for (const socket of half) {
        socket.write(
          'POST /describe HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n' +
            'Content-Length: 1000\r\n\r\n{"filename":',
        );
      }
      assert.equal(await describeClip(), 200);
    });

    it('that flood it with requests cost no one else an answer', async () => {
      const flood = Array.from({ length: 1000 }, async () => {
        const { body } = await request(`${daemon.url}/health`);
        await body.dump();
      });
      assert.equal(await describeClip(), 200);
      await Promise.all(flood);
    });

    it('that send no HTTP get 400 and are hung up on', async () => {
      const socket = await open();
      const answer = new Promise<string>((resolve) => {
        let text = '';
        socket.on('data', (data) => {
          text += String(data);
        });
        socket.on('close', () => resolve(text));
      });
      socket.write('\x16\x03\x01\x00\xa5\x01\x00');
      assert.match(await answer, /^HTTP\/1\.1 400/);
    });

    it('that hold a lease and do not read it are still counted, and let go when they close', async () => {
      const socket = await open();
      socket.pause();
      socket.write('POST /lease HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n');
      const leases = async (): Promise<unknown> => {
        const { body } = await request(`${daemon.url}/health`);
        return ((await body.json()) as { leases: number }).leases;
      };
      while ((await leases()) !== 2) {
        // The daemon has not read the line yet.
      }
      socket.destroy();
      while ((await leases()) !== 1) {
        // Nor seen that it closed.
      }
    });
  });
});
