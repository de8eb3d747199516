import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLease } from '../../lib/client/acquire.ts';
import type { Config } from '../../lib/config/schema.ts';
import { Holder } from '../support/holder.ts';
import { completion, ModelServer, properAnswer } from '../support/model-server.ts';
import { settingsFor } from '../support/openai.ts';
import { configIn, inside } from '../support/running-daemon.ts';
import { isListening, Workspace, waitFor } from '../support/workspace.ts';

describe('sharing a daemon', () => {
  let workspace: Workspace;
  let config: Config;
  beforeEach(async () => {
    workspace = await Workspace.make();
    config = configIn(workspace);
  });
  afterEach(() => workspace.finish());

  it('ten processes that start at the same moment end up with one daemon, loaded once', async () => {
    const runs = Array.from({ length: 10 }, () => new Holder(config, workspace.folder));
    const pids = await Promise.all(runs.map((run) => run.says()));
    assert.match(pids[0] ?? '', /^\d+$/);
    assert.deepEqual([...new Set(pids)], [String(workspace.pid)]);
    const log = readFileSync(config.daemon_log_file, 'utf8');
    assert.equal(log.match(/ ready: /g)?.length, 1, log);
    await Promise.all(runs.map((run) => run.end()));
    await workspace.quiet();
  }).timeout(40_000);

  it('the first of two runs leaves it up and says so, the last one stops it', async () => {
    const first = new Holder(config, workspace.folder);
    const pid = await first.says();
    const second = new Holder(config, workspace.folder);
    assert.equal(await second.says(), pid);
    assert.match(await first.end(), /stays up: 1 other run uses it/);
    assert.equal(await isListening(config.daemon_port), true);
    assert.match(await second.end(), /stopped/);
    assert.equal(await isListening(config.daemon_port), false);
  });

  it('of runs that end at the same moment the last one says that the daemon stopped', async () => {
    const runs = Array.from({ length: 4 }, () => new Holder(config, workspace.folder));
    await Promise.all(runs.map((run) => run.says()));
    const words = await Promise.all(runs.map((run) => run.end()));
    assert.match(words.join('\n'), /stopped/);
  });

  it('with daemon_keep_alive it stays for the next run, and goes when none comes', async () => {
    const kept = { ...config, daemon_keep_alive: 3 };
    const first = new Holder(kept, workspace.folder);
    const pid = await first.says();
    assert.match(await first.end(), /stays up for 3 s/);
    // In this process, which has no start to wait for.
    const second = await inside(workspace, () =>
      acquireLease(kept, {
        lifetime: 'leased',
        log: () => {},
        signal: new AbortController().signal,
      }),
    );
    assert.equal(String(second.pid), pid);
    await sleep(3500);
    assert.equal(await isListening(config.daemon_port), true, 'it went under its second run');
    await second.release(() => {});
    assert.equal(await isListening(config.daemon_port), true);
    await workspace.quiet(10_000);
  });

  it('never ends while a request is under way, though the last lease has gone', async () => {
    const model = await ModelServer.start({
      answer: () => completion(properAnswer(), { afterMs: 500 }),
    });
    const clip = workspace.addClip('old_town_walk');
    const run = new Holder(configIn(workspace, { describe: settingsFor(model) }), workspace.folder);
    await run.says();
    const answer = fetch(`http://127.0.0.1:${config.daemon_port}/describe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ filename: clip }),
    });
    await waitFor(() => model.asked.length > 0, 'the clip to be in its hands');
    await run.kill();
    assert.equal((await answer).status, 200);
    await workspace.quiet();
    await model.kill();
  });

  it('is refused with another configuration, naming the keys that differ and the two ways out', async () => {
    const first = new Holder(config, workspace.folder);
    await first.says();
    const other: Config = {
      ...config,
      preview_folder: '/elsewhere',
      describe: { ...config.describe, model: 'other', engine: 'measured' },
    };
    const second = new Holder(other, workspace.folder);
    const message = await second.says();
    assert.match(message, /describe\.model is measured, wanted other/);
    assert.match(message, /preview_folder is .*clips, wanted \/elsewhere/);
    assert.match(message, /stop_daemon.*daemon_port/);
    await first.end();
  });

  it('is refused to a run in another folder: the daemon reads only the files of its own', async () => {
    const first = new Holder(config, workspace.folder);
    await first.says();
    const second = new Holder(config, '/');
    assert.match(await second.says(), /working directory is .*, wanted \//);
    await first.end();
  });
});
