import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import { configKeys } from '../../lib/config/keys.ts';
import { resolveConfig } from '../../lib/config/load.ts';
import { configTemplate } from '../../lib/config/template.ts';
import { TOOL } from '../../lib/util/package-info.ts';
import { startCli } from '../support/cli.ts';
import { compiled } from '../support/compiled-package.ts';
import { completion, ModelServer, properAnswer } from '../support/model-server.ts';
import { Workspace, waitFor } from '../support/workspace.ts';

describe('gulp-vlog-describe', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vlog-describe-cli-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('--help names every command and flag, --version the version', async () => {
    const { stdout, exitCode } = await startCli(folder, '--help');
    assert.equal(exitCode, 0);
    for (const word of ['init', 'doctor', 'daemon', '--configfile PATH', '--config key=value']) {
      assert(stdout.includes(word), word);
    }
    assert.equal((await startCli(folder, '--version')).stdout, TOOL.version);
  });

  for (const [args, message] of [
    [['deamon'], 'Unknown command deamon. Did you mean daemon? See gulp-vlog-describe --help.'],
    [['daemon', '--cofnig', 'a=b'], 'Unknown flag --cofnig. Did you mean --config?'],
    [['daemon', '--configfile'], '--configfile needs a value: --configfile PATH.'],
    [['init', 'here'], 'init takes flags only, got here.'],
  ] as const) {
    it(`${args.join(' ')}: one line that tells what is wrong, and exit code 2`, async () => {
      const { all, exitCode } = await startCli(folder, ...args);
      assert.equal(all, message);
      assert.equal(exitCode, 2);
      assert.deepEqual(readdirSync(folder), []);
    });
  }

  it('an older Node is told which one is needed, in one line, before anything is loaded', async () => {
    const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } });`;
    for (const module of ['cli/main', 'index']) {
      const { all, exitCode } = await execa(
        process.execPath,
        ['--import', `data:text/javascript,${pretend}`, compiled(module)],
        { all: true, reject: false, stdin: 'ignore', cwd: folder },
      );
      assert.equal(
        all,
        `gulp-vlog-describe needs Node 20.19 or newer; this is ${process.version}.`,
      );
      assert.equal(exitCode, 1);
    }
  });
});

describe('the config.yaml that init writes', () => {
  it('says nothing but the defaults', () => {
    assert.deepEqual(resolveConfig(parse(configTemplate())), resolveConfig({}));
  });

  it('names every key, and still does when all its comments are taken away', () => {
    const uncommented = configTemplate()
      .split('\n')
      .map((line) => line.replace(/^( *)# ( *\w+:)/, '$1$2'))
      .join('\n');
    const config = parse(uncommented);
    for (const { path, default: value } of configKeys()) {
      const there = path.reduce((at, name) => (at as Record<string, unknown>)[name], config);
      assert.equal(there ?? undefined, value, path.join('.'));
    }
  });
});

describe('gulp-vlog-describe daemon', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());
  const signalFile = () => workspace.path('status/daemon_running.signal');

  it('stays in the foreground with the same files, and SIGTERM ends it after the clip in flight', async () => {
    const model = await ModelServer.start({
      answer: () => completion(properAnswer(), { afterMs: 500 }),
    });
    const settings = [`model=${model.model}`, `server.base_url=${model.url}`];
    const flags = settings.map((setting) => `--config=describe.${setting}`);
    const daemon = startCli(workspace.folder, 'daemon', ...flags);
    await waitFor(() => existsSync(signalFile()), 'the daemon to be ready');
    assert.equal(workspace.pid, daemon.pid);
    const answer = fetch(`http://127.0.0.1:${workspace.port}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: workspace.addClip('old_town_walk') }),
    });
    await waitFor(() => model.asked.length > 0, 'the clip to be in its hands');
    daemon.kill('SIGTERM');
    assert.equal((await answer).status, 200);
    const { exitCode, stdout } = await daemon;
    assert.equal(exitCode, 0);
    assert.match(stdout, /stopping: SIGTERM\n.*stopped$/);
    await model.kill();
  });

  it('is used by stage3 and ended by stop_daemon; a second one says who is there', async () => {
    workspace.addClip('harbour_morning');
    const daemon = startCli(workspace.folder, 'daemon');
    await waitFor(() => existsSync(signalFile()), 'the daemon to be ready');
    const second = await startCli(workspace.folder, 'daemon');
    assert.equal(second.exitCode, 1);
    assert.match(second.stderr, new RegExp(`^Not started: Daemon \\(PID ${daemon.pid}\\) at`));
    assert.match((await workspace.gulp('stage3').ended).output, /stays up/);
    assert.equal((await workspace.gulp('stop_daemon').ended).exitCode, 0);
    assert.equal((await daemon).exitCode, 0);
  });
});
