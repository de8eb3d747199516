import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { request } from 'undici';
import { resolveConfig } from '../../../lib/config/load.ts';
import { PRESETS, serverCommandOf } from '../../../lib/engines/model-server/presets.ts';
import { createEngine } from '../../../lib/engines/registry.ts';
import { Health } from '../../../lib/protocol/messages.ts';
import { VideoDescription } from '../../../lib/record/schema.ts';
import { freePort } from '../../support/ports.ts';
import { commandOf, processesIn } from '../../support/processes.ts';
import { startDaemon, stopDaemon } from '../../support/running-daemon.ts';
import { STAND_IN, standIn } from '../../support/stand-in.ts';
import { isListening, Workspace, waitFor } from '../../support/workspace.ts';

const MODEL = 'owner/some-model';

/** The stand-ins that run in a workspace. */
function servers({ folder }: Workspace): number[] {
  return processesIn(folder).filter((pid) => commandOf(pid).includes(STAND_IN));
}

describe('describe.server.command: a model server that the daemon starts', () => {
  let workspace: Workspace;
  afterEach(() => workspace.finish());

  async function make(
    command: string | string[],
    {
      clips = 1,
      timeout = 600,
      base_url,
    }: { clips?: number; timeout?: number; base_url?: string } = {},
  ): Promise<void> {
    workspace = await Workspace.make({
      daemon_stop_timeout: 2,
      describe: { model: MODEL, timeout, server: { command, ...(base_url && { base_url }) } },
    });
    for (let clip = 0; clip < clips; clip++) {
      workspace.addClip(`clip ${clip}`);
    }
  }

  it('is ready once it lists the model, and ends with the daemon', async () => {
    await make(standIn('--load-ms', '500', '--warm-ms', '500'));
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    const record = VideoDescription.parse(workspace.record('clip 0'));
    assert.equal(record.video_description_short, 'seen_by_the_stand_in');
    assert.equal(record.classification_model, MODEL);
    assert.deepEqual(servers(workspace), []);
    // What it printed is in the daemon's log.
    assert.match(workspace.log(), /stand-in with owner\/some-model on port \d+, PID/);
  });

  it('shows its loading progress in /health', async () => {
    await make(standIn('--load-ms', '60000'));
    const start = workspace.gulp('start_daemon');
    await waitFor(async () => {
      if (!(await isListening(workspace.port))) {
        return false;
      }
      const { body } = await request(`http://127.0.0.1:${workspace.port}/health`);
      const { phase, progress = '', percent } = Health.parse(await body.json());
      return phase === 'loading' && progress.includes('Fetching files') && (percent ?? 0) > 0;
    }, 'the percentage of its progress bar');
    await stopDaemon(workspace);
    await start.ended;
  });

  it('listens where describe.server.base_url says', async () => {
    const port = await freePort();
    await make(standIn(), { base_url: `http://127.0.0.1:${port}/v1` });
    await startDaemon(workspace);
    assert.equal(await isListening(port), true);
    await stopDaemon(workspace);
    assert.equal(await isListening(port), false);
  });

  it('is started again when it dies, and no clip is lost', async () => {
    await make(standIn('--die-at', '3'), { clips: 5 });
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(output, /5 clips described/);
    assert.match(workspace.log(), /ended \(exit code 3.*\); starting it again/);
  });

  it('is started again when it listens and its model hangs', async () => {
    await make(standIn('--hang-at', '2'), { timeout: 8 });
    await startDaemon(workspace);
    // With a decoder that has started, most of the next clip's time is left for the model.
    await workspace.gulp('stage3').ended;
    workspace.addClip('clip 1');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /1 of 1 clip could not be described/);
    const again = await workspace.gulp('stage3').ended;
    assert.equal(again.exitCode, 0, again.output);
    assert.match(
      workspace.log(),
      /no answer; the model server .* is ended\n(.*\n)*.*starting it again/,
    );
    await stopDaemon(workspace);
  });

  it('that keeps dying is not restarted for ever', async () => {
    await make(standIn('--die-at', '1'), { clips: 2 });
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /ended 3 times in a row|ended \(exit code 3/);
    assert.match(workspace.log(), /ended 3 times in a row/);
    assert((workspace.log().match(/^stand-in with/gm)?.length ?? 0) <= 3);
  });

  it('that is not installed is reported, with the command that installs it', async () => {
    await make('llama-server');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1, output);
    assert.match(output, /the model server llama-server did not get ready: .*ENOENT/i);
    assert.match(output, /To install it: brew install llama\.cpp/);
  });

  it('is gone when the daemon is killed, though it ignores SIGTERM', async () => {
    await make(standIn('--ignore-sigterm'));
    await startDaemon(workspace);
    assert.equal(servers(workspace).length, 1);
    process.kill(workspace.pid, 'SIGKILL');
    await workspace.quiet();
    await stopDaemon(workspace);
  });

  it('is gone when stop_daemon is run while it loads', async () => {
    await make(standIn('--load-ms', '60000'));
    const start = workspace.gulp('start_daemon');
    await waitFor(() => servers(workspace).length === 1, 'the server to start');
    await stopDaemon(workspace);
    await start.ended;
    await workspace.quiet();
  });

  it('by the name of a preset is started with exactly describe.model', async () => {
    await make('vllm');
    // A `vllm` of this test's own, first in the PATH: its words are `serve MODEL --host H --port P`.
    mkdirSync(workspace.path('bin'));
    writeFileSync(
      workspace.path('bin/vllm'),
      `#!/bin/sh\nshift; model="$1"; shift\nexec '${process.execPath}' '${STAND_IN}' --model "$model" "$@"\n`,
    );
    chmodSync(workspace.path('bin/vllm'), 0o755);
    const { PATH } = process.env;
    process.env.PATH = `${workspace.path('bin')}${delimiter}${PATH}`;
    const run = workspace.gulp('stage3');
    process.env.PATH = PATH;
    const { exitCode, output } = await run.ended;
    assert.equal(exitCode, 0, output);
  });
});

describe('describe.model: mlx-community/…', () => {
  const model = 'mlx-community/Qwen3-VL-8B-Instruct-4bit';

  it('means the server of mlx-vlm, unless another is named', () => {
    assert.equal(serverCommandOf({ model })?.preset, PRESETS.mlx);
    assert.equal(
      serverCommandOf({ model, server: { base_url: 'http://10.0.0.1:8080' } }),
      undefined,
    );
    assert.equal(serverCommandOf({ model: 'qwen3-vl' }), undefined);
    assert.equal(PRESETS.mlx.command.join(' ').includes('--model {model} --host {host}'), true);
  });

  it('is refused where it cannot run, and the message names the same model for llama.cpp, and what else to use', async function () {
    if (process.platform === 'darwin' && process.arch === 'arm64') {
      this.skip();
    }
    const config = resolveConfig({ describe: { model } });
    await assert.rejects(
      createEngine(config, () => {}),
      {
        code: 'PRESET_UNAVAILABLE',
        message:
          /only on a Mac with Apple silicon.*Qwen\/Qwen3-VL-8B-Instruct-GGUF, which is the same model.*describe\.server\.command to llama-server or vllm/,
      },
    );
  });
});
