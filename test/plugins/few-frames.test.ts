import assert from 'node:assert/strict';
import { VideoDescription } from '../../lib/record/schema.ts';
import { LlamaServer } from '../support/llama-server.ts';
import { error } from '../support/model-server.ts';
import { stopDaemon } from '../support/running-daemon.ts';
import { Workspace } from '../support/workspace.ts';

describe('a run with a model server whose context is small', () => {
  let workspace: Workspace;
  let llama: LlamaServer;
  before(async () => {
    llama = await LlamaServer.start({ context: 2048, isShared: true });
    workspace = await Workspace.make({
      describe: { server: { base_url: llama.server.url } },
    });
    workspace.addExample('old_town_walk');
    workspace.addClip('short');
  });
  after(async () => {
    await workspace.finish();
    await llama.server.kill();
  });

  it('says how many frames fit when the daemon is ready, in /status and in daemon_status', async () => {
    const start = await workspace.gulp('start_daemon').ended;
    const room =
      /Model server http:\/\/127\.0\.0\.1:\d+\/v1: (\d) of 32 frames each, one clip at a time: context 2048, which 4 slots share; raise -c to (\d+)$/m;
    const [, frames, better] = room.exec(start.output) ?? assert.fail(start.output);
    const { engine } = await workspace.status();
    assert.deepEqual(
      [engine?.servers?.[0]?.frames, engine?.servers?.[0]?.advice],
      [Number(frames), `raise -c to ${better}`],
    );
    const status = await workspace.gulp('daemon_status').ended;
    assert.match(status.output, /is ready with stand-in, .*\d of 32 frames each/);
  });

  it('says once at the end in how many clips frames were left out, and what to do', async () => {
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 0, output);
    assert.match(
      output,
      /1 of 2 clips was shown to the model with fewer frames than were sampled: context 2048; raise -c to \d+$/m,
    );
    assert.equal(llama.errors, 0);
    const { provenance } = VideoDescription.parse(workspace.record('old_town_walk'));
    assert.ok((provenance?.shown_frame_times_seconds?.length ?? 0) > 1);
    assert.equal(provenance?.model, 'stand-in');
  });

  it('describes only new clips when the model was left to the server; one that fails is named first', async () => {
    llama.answer = () => error(422, 'I do not like it');
    workspace.addClip('disliked');
    const { exitCode, output } = await workspace.gulp('stage3').ended;
    assert.equal(exitCode, 1);
    assert.match(output, /1 clip to describe: 1 new/);
    assert.match(output, /^\[[\d:]+\] disliked\.mp4: The model server at .* refused the request/m);
    await stopDaemon(workspace);
  });
});
