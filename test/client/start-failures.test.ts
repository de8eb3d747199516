import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import { acquireLease } from '../../lib/client/acquire.ts';
import type { Lease } from '../../lib/client/lease.ts';
import type { Config, ConfigInput } from '../../lib/config/schema.ts';
import { ModelServerNotStartedError } from '../../lib/engines/model-server/errors.ts';
import type { Log } from '../../lib/util/log.ts';
import { configIn, inside, seedCommand } from '../support/running-daemon.ts';
import { standIn } from '../support/stand-in.ts';
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

  const impossible: [why: string, describe: ConfigInput['describe'], message: RegExp][] = [
    [
      'its model needs a server that is not named',
      { model: 'some-vlm' },
      /^describe\.model some-vlm needs a model server\..*describe\.server\.base_url/,
    ],
    [
      'the variable with the API key is not set',
      { model: 'm', server: { base_url: 'http://127.0.0.1:9', api_key_env: 'NO_SUCH_KEY' } },
      /^describe\.server\.api_key_env names the variable NO_SUCH_KEY, which is not set/,
    ],
    [
      'that variable is not set for a server which it would start',
      { model: 'm', server: { command: 'vllm', api_key_env: 'NO_SUCH_KEY' } },
      /^describe\.server\.api_key_env names the variable NO_SUCH_KEY, which is not set/,
    ],
    [
      'the package that runs the model is not installed',
      { engine: 'transformers', model: 'm' },
      /^describe\.model m needs the package @huggingface\/transformers\./,
    ],
  ];
  for (const [why, describe, message] of impossible) {
    it(`because ${why}: that is told before any process is started`, async () => {
      const config = configIn(workspace, { describe });
      assert.match(await failing(config), message);
      assert.equal(existsSync(config.daemon_log_file), false, 'a daemon was started');
    });
  }

  it('because its model server ends: that is the error, with its exit code, its last lines and nothing else', async () => {
    const config = configIn(workspace, {
      describe: { model: 'm', server: { command: standIn('--exit-code', '7') } },
    });
    await assert.rejects(
      inside(workspace, () => acquire(config, new AbortController().signal)),
      (error: unknown) => {
        assert(error instanceof ModelServerNotStartedError);
        assert.match(
          error.message,
          /^The model server .* did not get ready: exit code 7; it said: CUDA out of memory\.$/,
        );
        return true;
      },
    );
  });

  it('because nobody answers for its model: the log says once that it is waited for', async () => {
    const config = configIn(workspace, {
      describe: { model: 'm', server: { base_url: 'http://127.0.0.1:9' } },
    });
    assert.match(
      await failing(config),
      /^The model server at http:\/\/127\.0\.0\.1:9\/v1 cannot be/,
    );
    assert.equal(workspace.log().match(/nobody answers yet/g)?.length, 1);
  });

  it('fails the run with exit code 1, and without a stack', async () => {
    workspace.addClip('harbour_morning');
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
      // Twenty steps in 8 s: each is far quicker than the deadline, all together are longer.
      daemon_command: seedCommand('--progress-ms', '8000', '--progress-steps', '20'),
      daemon_start_timeout: 6,
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
