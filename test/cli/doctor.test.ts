import { strict as assert } from 'node:assert';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { startCliWith } from '../support/cli.ts';
import { Hub } from '../support/hub.ts';
import { ModelServer } from '../support/model-server.ts';
import { freePort } from '../support/ports.ts';
import { commandOf, processesIn } from '../support/processes.ts';
import { inRepository } from '../support/repository.ts';
import { Workspace, waitFor } from '../support/workspace.ts';

describe('gulp-vlog-describe doctor', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  /** Runs it there, with a folder of its own for what is in passing. */
  function doctor(env: Record<string, string>, ...args: string[]) {
    mkdirSync(workspace.path('tmp'), { recursive: true });
    const own = { TMPDIR: workspace.path('tmp'), TEMP: workspace.path('tmp'), ...env };
    return startCliWith(own, workspace.folder, 'doctor', ...args);
  }

  /** The lines about one thing. */
  const about = (name: string, output: string): string =>
    output
      .split('\n')
      .filter((line) => line.slice(2).trim().startsWith(name))
      .join('\n');

  it('says in a line each that all is well, exits with 0 and leaves nothing; --no-model asks no model', async () => {
    const server = await ModelServer.start();
    const describe = { model: server.model, server: { base_url: server.url } };
    workspace = await Workspace.make({ describe });
    workspace.addClip('harbour_morning');
    const before = readdirSync(workspace.folder, { recursive: true }).length;
    try {
      const { stdout, exitCode } = await doctor(
        { LC_ALL: 'C.UTF-8', FORCE_COLOR: '1' },
        '--no-model',
      );
      assert.equal(exitCode, 0, stdout);
      for (const name of [
        ...['Node', 'Config', 'Decoder', 'Clips', 'Folders', 'Port', 'Daemon', 'Engine'],
        'Model server',
      ]) {
        assert.match(stdout, new RegExp(`^✓ ${name} +\\S.*$`, 'm'));
      }
      assert.match(stdout, /^- Model {2}.*--no-model$/m);
      assert.doesNotMatch(stdout, /✗/);
      assert.equal(server.asked.length, 0);
    } finally {
      await server.kill();
    }
    assert.deepEqual(readdirSync(workspace.path('tmp')), []);
    assert.equal(readdirSync(workspace.folder, { recursive: true }).length, before + 1, 'tmp');
  });

  it('says what is wrong and what to do, in plain ASCII where the locale has no more, and exits with 1', async () => {
    workspace = await Workspace.make({ daemon_log_file: 'file/daemon.log' });
    writeFileSync(workspace.path('file'), '');
    workspace.addClip('harbour_morning', { subtitles: false });
    await workspace.withStranger(async () => {
      const { stdout, exitCode } = await doctor({ LC_ALL: 'C' });
      assert.equal(exitCode, 1, stdout);
      assert.match(about('Port', stdout), /^X {2}Port .*is taken by.*daemon_port/, stdout);
      assert.match(about('Folders', stdout), /^X {2}Folders .*daemon_log_file/);
      assert.match(about('Clips', stdout), /^- {2}Clips .*harbour_morning_cleaned\.srt/);
      assert.match(stdout, /^[\n -~]*$/);
    });
  });

  it('goes on after a config file that is not valid; --json is for programs', async () => {
    workspace = await Workspace.make();
    workspace.write('config.yaml', 'describe: { fsp: 2 }\n');
    const { stdout, exitCode } = await doctor({}, '--json');
    const { ok, findings } = JSON.parse(stdout);
    const marks = Object.fromEntries(
      findings.map(({ name, mark }: { name: string; mark: string }) => [name, mark]),
    );
    assert.equal(exitCode, 1);
    assert.equal(ok, false);
    assert.deepEqual([marks.Config, marks.Decoder], ['wrong', 'ok']);
    assert.match(stdout, /describe\.fsp.*describe\.fps/);
  });

  it('sends one frame through the model; one of several servers that is gone is told by name', async () => {
    const server = await ModelServer.start();
    try {
      const gone = `http://127.0.0.1:${await freePort()}/v1`;
      const base_url = [server.url, gone];
      workspace = await Workspace.make({ describe: { model: server.model, server: { base_url } } });
      workspace.addClip('harbour_morning');
      const { stdout, exitCode } = await doctor({ LC_ALL: 'C.UTF-8' });
      assert.equal(exitCode, 1, stdout);
      const servers = about('Model server', stdout);
      assert.match(servers, new RegExp(`^✓ Model server +${server.url}`), stdout);
      assert.match(servers, new RegExp(`^✗ Model server .*${gone}.*base_url`, 'm'));
      assert.match(stdout, /^✓ Model {2}.*man_on_harbour_wall/m);
      assert.equal(server.asked.length, 1);
      assert.equal(server.asked[0]?.pictures.length, 1);
    } finally {
      await server.kill();
    }
  });

  it('says how much the first run downloads, and downloads nothing itself', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const hub = await Hub.start();
    hub.add('a/Tiny-GGUF', {
      'Tiny-Q4_K_M.gguf': Buffer.alloc(3e6),
      'mmproj-F16.gguf': Buffer.alloc(1e6),
    });
    workspace = await Workspace.make({ describe: { model: 'a/Tiny-GGUF' } });
    workspace.addClip('harbour_morning');
    workspace.write('llama-server', '#!/bin/sh\ntouch started\n');
    chmodSync(workspace.path('llama-server'), 0o755);
    const PATH = [workspace.folder, process.env.PATH].join(delimiter);
    const env = { PATH, HF_ENDPOINT: hub.endpoint, HF_HOME: workspace.path('hf') };
    try {
      const { stdout, exitCode } = await doctor({ ...env, LC_ALL: 'C.UTF-8' });
      assert.equal(exitCode, 0, stdout);
      assert.match(stdout, /^- Model files +4\.0 MB to download; npx gulp stage3 does it$/m);
      assert.match(stdout, /^- Model {2}.*not asked/m);
      assert.deepEqual(hub.ranges, []);
      assert(!existsSync(workspace.path('hf')) && !existsSync(workspace.path('started')));
    } finally {
      await hub.close();
    }
  });

  it('Ctrl-C ends the model server that it has started, and leaves nothing', async () => {
    const script = inRepository('test/support/model-server.cjs');
    const options = ['--host', '{host}', '--port', '{port}', '--load-ms', '60000'];
    const command = [process.execPath, script, ...options];
    workspace = await Workspace.make({ describe: { model: 'slow', server: { command } } });
    const run = doctor({});
    await waitFor(
      () => processesIn(workspace.folder).some((pid) => commandOf(pid).includes('--load-ms')),
      'the model server to be started',
    );
    run.kill('SIGINT');
    const { exitCode, all } = await run;
    assert.equal(exitCode, 130, all);
    // workspace.finish() sees that no process is left.
    assert.deepEqual(readdirSync(workspace.path('tmp')), []);
  });
});
