import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { launch } from '../../lib/client/launch.ts';
import { loadConfig } from '../../lib/config/load.ts';
import { inside, seedCommand, startDaemon } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

describe('where the daemon listens', () => {
  let workspace: Workspace;
  afterEach(async () => {
    await workspace.finish();
  });

  for (const host of ['localhost', '127.0.0.1', '::1']) {
    it(`${host} works as daemon_host, for stage3 and by hand`, async () => {
      workspace = await Workspace.make({ daemon_host: host });
      workspace.addClip('harbour_morning');
      await startDaemon(workspace);
      const { exitCode, output } = await workspace.gulp('stage3').ended;
      assert.equal(exitCode, 0, output);
      assert.match(output, /joined/);
      const name = host.includes(':') ? `[${host}]` : host;
      const health = await fetch(`http://${name}:${workspace.port}/health`);
      assert.equal(health.status, 200);
      assert.equal((await workspace.gulp('stop_daemon').ended).exitCode, 0);
    });
  }

  it('a daemon_host that does not exist is named, with what to set', async () => {
    workspace = await Workspace.make({ daemon_host: 'no-such-host.invalid' });
    const run = workspace.gulpWith(
      { TEST_TOKEN: 'a token' },
      'daemon_status',
      '--config=daemon_token_env=TEST_TOKEN',
    );
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 1);
    assert.match(output, /daemon_host no-such-host\.invalid is no host .* Set it to 127\.0\.0\.1/);
    assert.doesNotMatch(output, /^\s+at /m);
  });

  it('a daemon_host that is another machine’s is named, with what to set', async () => {
    // RFC 5737: of examples, and of no machine.
    workspace = await Workspace.make({ daemon_host: '192.0.2.1', daemon_token_env: 'PATH' });
    const config = loadConfig(workspace.path('config.yaml'));
    await assert.rejects(
      inside(workspace, () => launch(config, 'leased')),
      { code: 'DAEMON_HOST', message: /daemon_host 192\.0\.2\.1 is no host of this machine/ },
    );
  });

  for (const [what, config] of [
    ['the packaged daemon', {}],
    ['a daemon_command', { daemon_command: seedCommand() }],
  ] as const) {
    it(`port 0 takes any free one, which the signal file tells, for ${what}`, async () => {
      workspace = await Workspace.make({ daemon_port: 0, ...config });
      workspace.addClip('harbour_morning');
      await startDaemon(workspace);
      const { url } = JSON.parse(
        readFileSync(workspace.path('status/daemon_running.signal'), 'utf8'),
      );
      assert.match(url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
      assert.equal((await fetch(`${url}/health`)).status, 200);
      assert.equal((await workspace.gulp('daemon_status').ended).exitCode, 0);
      const { exitCode, output } = await workspace.gulp('stage3').ended;
      assert.equal(exitCode, 0, output);
      assert.match(output, /joined/);
      const stopped = await workspace.gulp('stop_daemon').ended;
      assert.match(stopped.output, /stopped/);
    });
  }
});
