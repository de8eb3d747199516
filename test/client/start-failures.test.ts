import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { acquireLease } from '../../lib/client/acquire.ts';
import type { Lease } from '../../lib/client/lease.ts';
import type { Config } from '../../lib/config/schema.ts';
import type { Log } from '../../lib/util/log.ts';
import { configIn, inside, seedCommand } from '../support/running-daemon.ts';
import { isListening, Workspace, waitFor } from '../support/workspace.ts';

const acquire = (config: Config, signal: AbortSignal, log: Log = () => {}): Promise<Lease> =>
  acquireLease(config, { lifetime: 'leased', log, signal });

describe('a daemon that does not get ready', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(async () => {
    await workspace.finish();
  });

  const failing = async (config: Config): Promise<string> => {
    try {
      await inside(workspace, async () => {
        const lease = await acquire(config, new AbortController().signal);
        await lease.release(() => {});
      });
    } catch (error) {
      assert.equal(existsSync(config.daemon_pid_file), false, 'a PID file is left');
      assert.equal(existsSync(config.daemon_signal_file), false, 'a signal file is left');
      assert.equal(await isListening(config.daemon_port), false, 'somebody listens');
      return String(error);
    }
    throw new Error('it got ready');
  };

  it('because its model needs a server that is not named: the error has its last words', async () => {
    const config = configIn(workspace, { describe: { model: 'some-vlm' } });
    const message = await failing(config);
    assert.match(message, /did not start: it ended with exit code 1/);
    assert.match(message, /daemon\.log/);
    assert.match(message, /some-vlm.*describe\.server\.base_url/);
  });

  it('fails the run with exit code 1, and without a stack', async () => {
    workspace.addExample('harbour_morning');
    const run = workspace.gulp('stage3', '--config', 'describe.model=some-vlm');
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /some-vlm.*describe\.server\.base_url/);
    assert.doesNotMatch(output, /^\s+at /m);
  });

  it('because daemon_command ends while it loads: the error tells how, and its last words', async () => {
    const config = configIn(workspace, {
      daemon_command: seedCommand('--exit-code', '7'),
    });
    const message = await failing(config);
    assert.match(message, /exit code 7/);
    assert.match(message, /the model does not fit/);
  });

  it('because daemon_command does not exist', async () => {
    const config = configIn(workspace, { daemon_command: ['no-such-program'] });
    assert.match(await failing(config), /no-such-program.*ENOENT/s);
  });

  it('because it is silent for daemon_start_timeout: it is ended', async () => {
    const config = configIn(workspace, {
      daemon_command: seedCommand('--load-ms', '60000'),
      daemon_start_timeout: 1,
    });
    assert.match(await failing(config), /no progress for daemon_start_timeout \(1 s\)/);
  });

  it('although it ignores SIGTERM', async () => {
    const config = configIn(workspace, {
      daemon_command: seedCommand('--load-ms', '60000', '--ignore-sigterm'),
      daemon_start_timeout: 1,
      daemon_stop_timeout: 1,
    });
    assert.match(await failing(config), /no progress/);
  });
});

describe('a daemon that takes long to load', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = await Workspace.make();
  });
  afterEach(async () => {
    await workspace.finish();
  });

  it('is waited for as long as it makes progress, and says how far it is', async () => {
    const said: string[] = [];
    const config = configIn(workspace, {
      // Ten steps in 6 s: each is quicker than the deadline, all together are three times as long.
      daemon_command: seedCommand('--progress-ms', '6000', '--progress-steps', '10'),
      daemon_start_timeout: 2,
    });
    const lease = await inside(workspace, () =>
      acquire(config, new AbortController().signal, (line) => said.push(line)),
    );
    assert.match(said.join('\n'), /Waiting for the daemon: loading weights \d+ %, 5 s so far/);
    await lease.release(() => {});
  });

  it('is ended when the wait is broken off', async () => {
    const config = configIn(workspace, {
      daemon_command: seedCommand('--load-ms', '60000'),
    });
    const abort = new AbortController();
    const acquiring = inside(workspace, () => acquire(config, abort.signal));
    await waitFor(() => existsSync(config.daemon_pid_file), 'the daemon to start');
    abort.abort();
    await assert.rejects(acquiring, { name: 'AbortError' });
    assert.equal(existsSync(config.daemon_pid_file), false);
  });
});
