import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DaemonClient } from '../../lib/client/http-client.ts';
import { ModelUnknownError } from '../../lib/engines/openai/errors.ts';
import { isClipFailure } from '../../lib/errors.ts';
import { error, ModelServer } from '../support/model-server.ts';
import { inRepository } from '../support/repository.ts';
import { runDaemon } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

const BUG = inRepository('test/support/buggy-worker.cjs');

describe('a bug in the tool', () => {
  const { NODE_OPTIONS } = process.env;
  beforeEach(() => {
    process.env.NODE_OPTIONS = `${NODE_OPTIONS ?? ''} --require ${BUG}`;
  });
  afterEach(() => {
    if (NODE_OPTIONS === undefined) {
      delete process.env.NODE_OPTIONS;
    } else {
      process.env.NODE_OPTIONS = NODE_OPTIONS;
    }
  });

  it('is not blamed on the clip, is in the log with its stack, and the other clips go on', async () => {
    const workspace = await Workspace.make();
    for (const name of ['before', 'cursed', 'later']) {
      workspace.addClip(name);
    }
    const { exitCode, output } = await workspace.gulp('stage3').ended;

    assert.equal(exitCode, 1, output);
    assert.match(output, /cursed\.mp4: an internal error .*logs\/daemon\.log/);
    assert.doesNotMatch(output, /not a readable video|foo/);
    assert.match(output, /1 of 3 clips could not be described/);
    assert.deepEqual(workspace.clips('.json'), ['before.json', 'later.json']);
    assert.match(workspace.log(), /cursed\.mp4: .*\n.*nothing\.foo is not a function\n +at /);
    await workspace.finish();
  });

  it('is answered as INTERNAL, without its insides', async () => {
    const { workspace, url, config, stop } = await runDaemon();
    try {
      const response = await fetch(`${url}/describe`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ filename: workspace.addClip('cursed') }),
      });
      const body = (await response.json()) as Record<string, unknown>;

      assert.equal(response.status, 500);
      assert.equal(body.code, 'INTERNAL');
      assert.equal(body.scope, 'clip');
      assert.doesNotMatch(String(body.detail), /foo/);
      assert.match(readFileSync(config.daemon_log_file, 'utf8'), /foo is not a function/);
    } finally {
      await stop();
    }
  });
});

describe('a model server that refuses every clip', () => {
  it('for its key ends the run with one clear error, not 12 clips one by one', async () => {
    const server = await ModelServer.start({
      answer: () => error(401, 'Invalid API key'),
    });
    const workspace = await Workspace.make({
      describe: { engine: 'openai', model: server.model, server: { base_url: server.url } },
    });
    for (let at = 0; at < 12; at++) {
      workspace.addClip(`clip_${at}`);
    }
    try {
      const { exitCode, output } = await workspace.gulp('stage3').ended;

      assert.equal(exitCode, 1, output);
      assert.equal(output.match(/wants an API key \(401\)/g)?.length, 1, output);
      assert.doesNotMatch(output, /could not be described/);
      assert.deepEqual(workspace.clips('.json'), []);
      await workspace.finish();
    } finally {
      await server.kill();
    }
  });

  it('for its picture costs that clip only', async () => {
    const server = await ModelServer.start({
      answer: ({ prompt }) =>
        /nothing/.test(prompt) ? '' : error(400, 'invalid image input in this request'),
    });
    const workspace = await Workspace.make({
      describe: { engine: 'openai', model: server.model, server: { base_url: server.url } },
    });
    workspace.addClip('a');
    workspace.addClip('b');
    try {
      const { output } = await workspace.gulp('stage3').ended;

      assert.match(output, /2 of 2 clips could not be described/);
      await workspace.finish();
    } finally {
      await server.kill();
    }
  });
});

describe('what a daemon answers instead of a record', () => {
  const failureFor = async (body: Record<string, unknown>): Promise<unknown> => {
    const server = createServer((_request, response) => {
      response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new DaemonClient({ url: `http://127.0.0.1:${port}` });
    try {
      const signal = new AbortController().signal;
      return await client.describe({ filename: '/clips/a.mp4' }, signal).then(
        () => assert.fail('a record'),
        (failure: unknown) => failure,
      );
    } finally {
      await client.close();
      await new Promise((resolve) => server.close(resolve));
    }
  };

  it('is the run’s failure when its scope says so, and keeps its code', async () => {
    const failure = await failureFor({ detail: 'no key', code: 'MODEL_UNKNOWN', scope: 'run' });

    assert(!isClipFailure(failure));
    assert(failure instanceof ModelUnknownError);
  });

  it('is the clip’s failure when a daemon of another make tells no scope', async () => {
    const failure = await failureFor({ detail: 'Internal Server Error' });

    assert(isClipFailure(failure));
    assert.equal(failure.code, 'HTTP_500');
  });
});
