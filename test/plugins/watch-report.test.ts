import { strict as assert } from 'node:assert';
import { acquireLease } from '../../lib/client/acquire.ts';
import type { ConfigInput } from '../../lib/config/schema.ts';
import { configIn, startDaemon, stopDaemon } from '../support/running-daemon.ts';
import { isListening, Workspace } from '../support/workspace.ts';

describe('gulp watch_report', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(() => workspace.finish());

  it('starts a daemon, tells where the report is, and stays until Ctrl-C', async () => {
    const watch = workspace.gulp('watch_report');
    await watch.printed(/Live report: http:\/\/127\.0\.0\.1:\d+\//);
    const page = await fetch(`http://127.0.0.1:${workspace.port}/`);
    assert.match(await page.text(), /data-live/);
    watch.process.kill('SIGINT');
    assert.equal((await watch.ended).exitCode, 130);
    await workspace.portFree();
  });

  it('turns the live report on in a daemon that runs already, and says when that one ends', async () => {
    await startDaemon(workspace);
    const watch = workspace.gulp('watch_report');
    await watch.printed(/Live report: http/);
    await stopDaemon(workspace);
    const { exitCode, output } = await watch.ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /The daemon has ended \(SIGTERM\), and the live report with it/);
  });

  for (const [what, input, why] of [
    ['a daemon_command', { daemon_command: ['python'] }, /daemon_command, which shows none/],
    ['a token', { daemon_token_env: 'PATH' }, /cannot send the token that daemon_token_env/],
  ] satisfies [string, ConfigInput, RegExp][]) {
    it(`cannot be with ${what}: nothing is started, and the reason is told`, async () => {
      const config = configIn(workspace, { ...input, describe: { live_report: true } });
      const { signal } = new AbortController();
      const lease = acquireLease(config, { lifetime: 'leased', log: () => {}, signal });
      await assert.rejects(lease, why);
      assert.equal(await isListening(workspace.port), false);
    });
  }
});
