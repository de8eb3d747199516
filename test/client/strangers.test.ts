import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { acquireLease } from '../../lib/client/acquire.ts';
import type { Lease } from '../../lib/client/lease.ts';
import { stopDaemonNow } from '../../lib/client/stop.ts';
import type { Config } from '../../lib/config/schema.ts';
import { VlogDescribeError } from '../../lib/errors.ts';
import { configIn, inside, seedCommand } from '../support/running-daemon.ts';
import { Workspace, waitFor } from '../support/workspace.ts';

describe('strangers', () => {
  let workspace: Workspace;
  let config: Config;
  const acquire = (wanted: Config): Promise<Lease> =>
    inside(workspace, () =>
      acquireLease(wanted, {
        lifetime: 'leased',
        log: () => {},
        signal: new AbortController().signal,
      }),
    );

  beforeEach(async () => {
    workspace = await Workspace.make();
    config = configIn(workspace);
    mkdirSync(workspace.path('status'));
  });
  afterEach(() => workspace.finish());

  const strangers: Array<[who: string, make: () => Server, what: RegExp]> = [
    ['a web server', () => createHttpServer((_q, r) => r.end('<p>Hi')), /does not answer \/health/],
    [
      'a web server with JSON of its own',
      () => createHttpServer((_q, r) => r.end('{"status":"ok"}')),
      /does not answer \/health/,
    ],
    [
      'another describe daemon',
      () =>
        createHttpServer((_q, r) =>
          r.end('{"status":"healthy","model_loaded":true,"model_name":"measured"}'),
        ),
      /another daemon that describes videos/,
    ],
    [
      'a program that speaks something else',
      () =>
        createServer((socket) => socket.on('error', () => {}).end('220 mail.example ESMTP\r\n')),
      /does not speak HTTP/,
    ],
    [
      'a server that wants another protocol',
      () =>
        createServer((socket) => {
          socket.on('error', () => {});
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
          );
        }),
      /does not answer \/health/,
    ],
    [
      'a program that never answers',
      () => createServer((socket) => socket.on('error', () => {})),
      /accepts connections and does not answer/,
    ],
    [
      'a program that closes connections at once',
      () => createServer((socket) => socket.on('error', () => {}).destroy()),
      /closes every connection/,
    ],
  ];
  for (const [who, make, what] of strangers) {
    it(`${who} on the port is named, with its PID and command and the key to change`, async () => {
      const stranger = make();
      const sockets = new Set<{ destroy(): void }>();
      stranger.on('connection', (socket) => sockets.add(socket));
      stranger.listen(config.daemon_port, '127.0.0.1');
      await once(stranger, 'listening');
      try {
        await assert.rejects(acquire(config), (error) => {
          assert(error instanceof VlogDescribeError);
          assert.equal(error.code, 'PORT_TAKEN');
          assert.match(error.message, what);
          assert.match(error.message, new RegExp(`PID ${process.pid}: .*mocha`));
          assert.match(error.message, /daemon_port/);
          return true;
        });
        await assert.rejects(
          stopDaemonNow(config, () => {}),
          { code: 'PORT_TAKEN' },
        );
      } finally {
        for (const socket of sockets) {
          socket.destroy();
        }
        stranger.close();
      }
    });
  }

  it('a live process whose PID stands in the PID file is not signalled, whatever happens', async () => {
    const bystander = spawn('sleep', ['60']);
    try {
      const pid = bystander.pid ?? 0;
      writeFileSync(config.daemon_pid_file, `${pid}\n`);
      writeFileSync(
        config.daemon_signal_file,
        JSON.stringify({ pid, start_time: '1', instance: 'x', url: 'http://127.0.0.1:1' }),
      );
      await stopDaemonNow(config, () => {});
      assert.equal(bystander.exitCode ?? bystander.signalCode, null);
      writeFileSync(config.daemon_pid_file, `${pid}\n`);
      const lease = await acquire(config);
      assert.notEqual(lease.pid, pid);
      assert.equal(readFileSync(config.daemon_pid_file, 'utf8'), `${lease.pid}\n`);
      await lease.release(() => {});
      assert.equal(bystander.exitCode ?? bystander.signalCode, null);
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('a process that a stranger names as our daemon in its /health is not signalled', async () => {
    const bystander = spawn('sleep', ['60']);
    const liar = createHttpServer((_q, r) =>
      r.end(
        JSON.stringify({
          status: 'healthy',
          model_loaded: true,
          phase: 'ready',
          daemon: {
            tool: 'gulp-vlog-describe',
            version: '0',
            instance: 'x',
            pid: bystander.pid,
            start_time: '1',
            settings: {},
            settings_sha256: '',
          },
        }),
      ),
    ).listen(config.daemon_port, '127.0.0.1');
    try {
      await once(liar, 'listening');
      await assert.rejects(
        stopDaemonNow(config, () => {}),
        { code: 'PORT_TAKEN' },
      );
      assert.equal(bystander.exitCode ?? bystander.signalCode, null);
    } finally {
      liar.closeAllConnections();
      liar.close();
      bystander.kill('SIGKILL');
    }
  });

  const leftovers: Array<[what: string, content: string | Uint8Array]> = [
    ['empty', ''],
    ['cut off', '12'],
    ['binary', new Uint8Array([0, 255, 254, 1, 0, 200])],
    ['those of another program', 'pid = 4711\nhost = me\n'],
    ['a PID beyond all PIDs', '99999999999999999999\n'],
    ['those of a process group', '-1\n'],
    ['those of all processes', '0\n'],
  ];
  for (const [what, content] of leftovers) {
    it(`PID and signal files that are ${what} are recovered from without unlocking by hand`, async () => {
      writeFileSync(config.daemon_pid_file, content);
      writeFileSync(config.daemon_signal_file, content);
      const lease = await acquire(config);
      assert.equal(readFileSync(config.daemon_pid_file, 'utf8'), `${lease.pid}\n`);
      await lease.release(() => {});
      assert.equal(existsSync(config.daemon_pid_file), false);
      writeFileSync(config.daemon_pid_file, content);
      writeFileSync(config.daemon_signal_file, content);
      await stopDaemonNow(config, () => {});
      assert.equal(existsSync(config.daemon_pid_file), false);
      assert.equal(existsSync(config.daemon_signal_file), false);
    });
  }

  it('a signal file from an earlier life is never believed, and is gone while the daemon loads', async () => {
    const slow = { ...config, daemon_command: seedCommand('--load-ms', '4000') };
    writeFileSync(
      config.daemon_signal_file,
      JSON.stringify({
        pid: 4711,
        start_time: '1',
        instance: 'earlier',
        url: 'http://127.0.0.1:1',
      }),
    );
    const acquiring = acquire(slow);
    await waitFor(() => existsSync(config.daemon_pid_file), 'the daemon to start');
    assert.equal(existsSync(config.daemon_signal_file), false);
    const lease = await acquiring;
    assert.equal(JSON.parse(readFileSync(config.daemon_signal_file, 'utf8')).pid, lease.pid);
    await lease.release(() => {});
  });

  it('a signal file from an earlier life does not lead a run with port 0 astray', async () => {
    writeFileSync(
      config.daemon_signal_file,
      JSON.stringify({
        pid: process.pid,
        start_time: '1',
        instance: 'earlier',
        url: `http://127.0.0.1:${config.daemon_port}`,
      }),
    );
    const stranger = createHttpServer((_q, r) => r.end('<p>Hi')).listen(config.daemon_port);
    try {
      const lease = await acquire({ ...config, daemon_port: 0 });
      await lease.release(() => {});
    } finally {
      stranger.close();
    }
  });
});
