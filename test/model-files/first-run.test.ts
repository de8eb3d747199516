import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { Health } from '../../lib/protocol/messages.ts';
import { Hub, HubCache, sendPart } from '../support/hub.ts';
import { Workspace, waitFor } from '../support/workspace.ts';
import { model, projector } from './gguf-file.ts';

describe('the first run with a model of the hub', () => {
  let hub: Hub;
  let cache: HubCache;
  let workspace: Workspace;

  beforeEach(async () => {
    hub = await Hub.start();
    cache = new HubCache();
    workspace = await Workspace.make({ describe: { model: 'a/b-GGUF' } });
  });
  afterEach(async () => {
    cache.remove();
    await hub.close();
    await workspace.finish();
  });

  it('tells in /health how far the download is; Ctrl-C ends it and keeps what has arrived', async () => {
    const contents = Buffer.concat([model(), Buffer.alloc(600_000)]);
    hub.add('a/b-GGUF', { 'b-Q4_K_M.gguf': contents, 'mmproj-b-F16.gguf': projector() });
    hub.onContents = (request, response) => sendPart(hub, request, response, 0.5, 'stall');
    workspace.addClip('clip');
    mkdirSync(workspace.path('bin'));
    workspace.write('bin/llama-server', '#!/bin/sh\nexit 1\n');
    chmodSync(workspace.path('bin/llama-server'), 0o755);
    cache.use(hub, { PATH: `${workspace.path('bin')}${delimiter}${process.env.PATH}` });

    const run = workspace.gulp('stage3');
    let health: Health | undefined;
    await waitFor(async () => {
      health = await workspace.health().catch(() => undefined);
      return Number(health?.percent) > 0;
    }, 'the download to be told');
    assert.match(String(health?.progress), /^downloading b-Q4_K_M\.gguf: \d+ of 605 KB$/);
    assert(Number(health?.percent) <= 50, String(health?.percent));

    run.process.kill('SIGINT');
    assert.equal((await run.ended).exitCode, 130);
    await workspace.quiet();
    const [arrived, ...others] = readdirSync(cache.in('models--a--b-GGUF', 'blobs'));
    assert.match(arrived ?? '', /\.incomplete$/);
    assert.deepEqual(others, []);
    assert.deepEqual(readdirSync(cache.in('.locks', 'models--a--b-GGUF')), []);
  });
});
