import { strict as assert } from 'node:assert';
import { completion, ModelServer, properAnswer } from '../support/model-server.ts';
import { Workspace } from '../support/workspace.ts';

describe('where the time of a run goes', () => {
  it('is told by its summary, by daemon_status --watch while it lasts, and by /metrics', async () => {
    const server = await ModelServer.start({
      answer: () => completion(properAnswer(), { afterMs: 700 }),
    });
    const workspace = await Workspace.make({
      describe: {
        model: server.model,
        server: { base_url: server.url },
        require_subtitles: false,
      },
    });
    try {
      for (let clip = 0; clip < 6; clip++) {
        workspace.addClip(`clip ${clip}`, { subtitles: false });
      }
      const run = workspace.gulp('stage3');
      const watch = workspace.gulp('daemon_status', '--watch');
      await run.printed(/clip \d\.mp4: /);
      const metrics = await (await fetch(`http://127.0.0.1:${workspace.port}/metrics`)).text();
      assert.match(metrics, /^vlog_describe_server_requests_total\{.*result="answered"\} [1-5]$/m);
      assert.match(metrics, /^vlog_describe_clip_seconds_total\{stage="model"\} [0-9.]+$/m);
      assert.match(metrics, /^vlog_describe_ready 1$/m);

      const { exitCode, output } = await run.ended;
      assert.equal(exitCode, 0, output);
      assert.match(output, /The model was busy \d+ % of the time, the decoders \d+ %/);
      await watch.printed(/No daemon runs at/);
      await watch.printed(/is describing clip/);
      await watch.printed(/v1: \d of 1 in flight, \d done/);
    } finally {
      await server.kill();
      // It watches until Ctrl-C.
      workspace.tidy();
    }
  });
});
