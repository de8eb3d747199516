import { strict as assert } from 'node:assert';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { acquireLease } from '../../lib/client/acquire.ts';
import type { Lease } from '../../lib/client/lease.ts';
import { daemonState } from '../../lib/client/status.ts';
import { stopDaemonNow } from '../../lib/client/stop.ts';
import type { Config } from '../../lib/config/schema.ts';
import { isAlive, type ProcessRef, processRef } from '../../lib/process/process-ref.ts';
import {
  allCredentials,
  type Credentials,
  writeCredentials,
} from '../../lib/protocol/credentials.ts';
import { CHALLENGE_HEADER, type LifetimeKind } from '../../lib/protocol/messages.ts';
import { placeOf } from '../../lib/protocol/place.ts';
import { settingsHash, settingsOf } from '../../lib/protocol/settings.ts';
import { configIn, inside, seedCommand } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

/** Another user's, where the tests may start such a process. */
const OTHER_USER = 65_534;
const AS_ROOT = process.getuid?.() === 0;
const INSTANCE = '0b2f1f5e-7a55-4f0e-9d7c-7f0c1f3d9a10';

describe('a process that somebody else names as our daemon', () => {
  let workspace: Workspace;
  let config: Config;
  let victim: ChildProcess;
  let spared: ProcessRef;
  let ended: Promise<unknown>;
  let runtime: string | undefined;
  const servers: Server[] = [];

  beforeEach(async () => {
    workspace = await Workspace.make();
    config = configIn(workspace, { daemon_stop_timeout: 1 });
    mkdirSync(workspace.path('status'));
    // This test’s own private folder.
    runtime = process.env.XDG_RUNTIME_DIR;
    process.env.XDG_RUNTIME_DIR = workspace.path('runtime');
    mkdirSync(workspace.path('runtime'), { mode: 0o700 });
    victim = spawn('sleep', ['60'], {
      cwd: '/',
      detached: true,
      stdio: 'ignore',
      ...(AS_ROOT && { uid: OTHER_USER, gid: OTHER_USER }),
    });
    ended = once(victim, 'exit');
    await once(victim, 'spawn');
    spared = processRef(victim.pid ?? 0);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    const wasSpared = isAlive(spared);
    victim.kill('SIGKILL');
    await ended;
    process.env.XDG_RUNTIME_DIR = runtime;
    if (runtime === undefined) {
      delete process.env.XDG_RUNTIME_DIR;
    }
    await workspace.finish();
    assert(wasSpared, 'the process was signalled');
  });

  const victimRef = (): { pid: number; start_time?: string } => {
    const { pid, startTime } = spared;
    return { pid, ...(startTime !== undefined && { start_time: startTime }) };
  };
  /** What a liar would know of it: both are world-readable. */
  const health = (more: object = {}): object => {
    const settings = settingsOf(config);
    return {
      status: 'healthy',
      model_loaded: true,
      model_name: 'measured',
      phase: 'ready',
      port: config.daemon_port,
      pid: victim.pid,
      daemon: {
        tool: 'gulp-vlog-describe',
        version: '1.0.0',
        instance: INSTANCE,
        ...victimRef(),
        settings,
        settings_sha256: settingsHash(settings),
      },
      ...more,
    };
  };
  const liar = async (
    answer: (request: IncomingMessage) => Promise<string> | string,
  ): Promise<void> => {
    const server = createHttpServer(async (request, response) => {
      response.end(await answer(request));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(config.daemon_port, '127.0.0.1', resolve));
  };
  const stop = (): Promise<void> => stopDaemonNow(config, () => {});
  const acquire = (wanted = config, lifetime: LifetimeKind = 'leased'): Promise<Lease> =>
    inside(workspace, () =>
      acquireLease(wanted, {
        lifetime,
        log: () => {},
        signal: new AbortController().signal,
      }),
    );
  const credentials = (more: Partial<Credentials> = {}): Credentials => ({
    secret: '0'.repeat(64),
    instance: INSTANCE,
    ...victimRef(),
    place: placeOf(config),
    port: config.daemon_port,
    url: `http://127.0.0.1:${config.daemon_port}`,
    ...more,
  });
  const privateFolder = (): string => {
    const folder = join(workspace.path('runtime'), 'gulp-vlog-describe');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  };

  it('by answering /health on our port is neither signalled nor joined', async () => {
    await liar(() => JSON.stringify(health()));
    await assert.rejects(stop(), { code: 'PORT_TAKEN', message: /cannot prove to be yours/ });
    await assert.rejects(acquire(), { code: 'PORT_TAKEN' });
    assert.equal((await daemonState(config)).state, 'foreign program');
  });

  it('with a proof that is none is not signalled', async () => {
    for (const proof of ['', 'x', 'f'.repeat(64)]) {
      await liar(() => JSON.stringify(health({ proof })));
      await assert.rejects(stop(), { code: 'PORT_TAKEN' });
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    }
  });

  it('by passing on what our daemon on another port answers is not signalled, nor is that daemon', async () => {
    const real = await acquire(
      configIn(workspace, {
        daemon_port: 0,
        daemon_pid_file: workspace.path('status/other.pid'),
        daemon_signal_file: workspace.path('status/other.signal'),
      }),
    );
    try {
      await liar(async ({ url, headers }) => {
        const challenge = String(headers[CHALLENGE_HEADER]);
        const passedOn = { headers: { [CHALLENGE_HEADER]: challenge } };
        return (await fetch(`${real.client.url}${url}`, passedOn)).text();
      });
      await assert.rejects(stop(), { code: 'PORT_TAKEN' });
      assert.equal((await fetch(`${real.client.url}/health`)).status, 200);
    } finally {
      await real.release(() => {});
    }
  });

  it('in the PID and signal files is not signalled, whether the port is silent or free', async () => {
    const forge = (): void => {
      const { pid, start_time = '' } = victimRef();
      writeFileSync(config.daemon_pid_file, `${pid}\n`);
      writeFileSync(`${config.daemon_pid_file}.start`, `${start_time}\n`);
      writeFileSync(
        config.daemon_signal_file,
        JSON.stringify({ pid, start_time, instance: INSTANCE, url: 'http://127.0.0.1:1' }),
      );
    };
    forge();
    await stop();
    forge();
    await liar(() => new Promise(() => {}));
    await assert.rejects(stop(), { code: 'PORT_TAKEN' });
    config = { ...config, daemon_command: seedCommand() };
    await stop();
  });

  it('in credentials that others can write, or behind a symbolic link, is not signalled', async () => {
    const file = join(privateFolder(), `${INSTANCE}.json`);
    writeFileSync(file, JSON.stringify(credentials()), { mode: 0o666 });
    chmodSync(file, 0o666);
    await stop();
    const elsewhere = workspace.path('elsewhere.json');
    writeFileSync(elsewhere, JSON.stringify(credentials()), { mode: 0o600 });
    symlinkSync(elsewhere, join(privateFolder(), 'link.json'));
    await stop();
    chmodSync(privateFolder(), 0o755);
    writeFileSync(file, JSON.stringify(credentials()), { mode: 0o600 });
    chmodSync(file, 0o600);
    await stop();
  });

  if (AS_ROOT) {
    it('is not signalled even if our own credentials name it: it is another user’s', async () => {
      writeCredentials(credentials());
      await stop();
      writeCredentials(
        credentials({ pid: 1, start_time: 'of another process', command: victimRef() }),
      );
      config = { ...config, daemon_command: seedCommand() };
      await stop();
    });
  }

  it('a daemon leaves no credentials, and those of a killed one are cleared by the next', async () => {
    const first = await acquire();
    const kept = allCredentials().find(({ port }) => port === config.daemon_port);
    assert.equal(kept?.pid, first.pid);
    process.kill(first.pid ?? 0, 'SIGKILL');
    await first.ended;
    await first.leave();
    await workspace.quiet();
    const second = await acquire();
    const others = allCredentials().filter(({ port }) => port === config.daemon_port);
    assert.deepEqual(
      others.map(({ pid }) => pid),
      [second.pid],
    );
    await second.release(() => {});
    assert.deepEqual(
      allCredentials().filter(({ port }) => port === config.daemon_port),
      [],
    );
  });

  it('a daemon whose credentials were tidied away writes them again, and can be stopped', async () => {
    const lease = await acquire(config, 'persistent');
    rmSync(privateFolder(), { recursive: true });
    await lease.leave();
    await stop();
    assert.equal((await daemonState(config)).state, 'not running');
  });
});
